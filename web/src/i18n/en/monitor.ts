import charts from "./charts.json";
import common from "./common.json";
import incidents from "./incidents.json";
import monitor from "./monitor.json";
import monitorForm from "./monitor-form.json";
import monitors from "./monitors.json";
import shell from "./shell.json";

export const messages = { charts, common, incidents, monitor, monitorForm, monitors, shell };
