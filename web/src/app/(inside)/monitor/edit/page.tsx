import { EditMonitor } from "@/monitors/form/edit-monitor";

export default function EditMonitorPage() {
  return <EditMonitor />;
}
