import { NewMonitor } from "@/monitors/form/new-monitor";

export default function NewMonitorPage() {
  return <NewMonitor />;
}
