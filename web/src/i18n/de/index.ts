import type { Messages } from "../en";
import channels from "./channels.json";
import common from "./common.json";
import forms from "./forms.json";
import monitorForm from "./monitor-form.json";
import shell from "./shell.json";

export const messages: Messages = { channels, common, forms, monitorForm, shell };
