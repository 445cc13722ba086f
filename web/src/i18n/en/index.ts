import channels from "./channels.json";
import common from "./common.json";
import forms from "./forms.json";
import monitorForm from "./monitor-form.json";
import shell from "./shell.json";

export const messages = { channels, common, forms, monitorForm, shell };

/** What every other language has to say as well. */
export type Messages = typeof messages;
