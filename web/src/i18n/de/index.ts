import type { Messages } from "../en";
import account from "./account.json";
import apiKeys from "./api-keys.json";
import audit from "./audit.json";
import backtest from "./backtest.json";
import channels from "./channels.json";
import charts from "./charts.json";
import common from "./common.json";
import dashboard from "./dashboard.json";
import deliveries from "./deliveries.json";
import door from "./door.json";
import forms from "./forms.json";
import hooks from "./hooks.json";
import incidents from "./incidents.json";
import matching from "./matching.json";
import members from "./members.json";
import monitor from "./monitor.json";
import monitorForm from "./monitor-form.json";
import monitors from "./monitors.json";
import onCall from "./on-call.json";
import policies from "./policies.json";
import rules from "./rules.json";
import shell from "./shell.json";
import silences from "./silences.json";
import wall from "./wall.json";
import workspace from "./workspace.json";

export const messages: Messages = {
  account,
  apiKeys,
  audit,
  backtest,
  channels,
  charts,
  common,
  dashboard,
  deliveries,
  door,
  forms,
  hooks,
  incidents,
  matching,
  members,
  monitor,
  monitorForm,
  monitors,
  onCall,
  policies,
  rules,
  shell,
  silences,
  wall,
  workspace,
};
