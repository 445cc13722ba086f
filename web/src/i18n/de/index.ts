import type { Messages } from "../en";
import common from "./common.json";
import shell from "./shell.json";

export const messages: Messages = { common, shell };
