import { EditMonitor } from "@/monitors/form/edit-monitor";
import { Addressed } from "@/shell/addressed";

export default function EditMonitorPage() {
  return (
    <Addressed>
      <EditMonitor />
    </Addressed>
  );
}
