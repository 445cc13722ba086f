import common from "./common.json";
import shell from "./shell.json";

export const messages = { common, shell };

/** What every other language has to say as well. */
export type Messages = typeof messages;
