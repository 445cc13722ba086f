import charts from "./charts.json";
import common from "./common.json";
import dashboard from "./dashboard.json";
import incidents from "./incidents.json";
import monitors from "./monitors.json";
import shell from "./shell.json";
import wall from "./wall.json";

export const messages = { charts, common, dashboard, incidents, monitors, shell, wall };
