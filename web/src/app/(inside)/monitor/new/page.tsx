import { NewMonitor } from "@/monitors/form/new-monitor";
import { Addressed } from "@/shell/addressed";

export default function NewMonitorPage() {
  return (
    <Addressed>
      <NewMonitor />
    </Addressed>
  );
}
