import common from "./common.json";
import door from "./door.json";
import shell from "./shell.json";

export const messages = { common, door, shell };
