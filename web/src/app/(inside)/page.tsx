import { Dashboard } from "@/dashboard/dashboard";

export default function DashboardPage() {
  return <Dashboard />;
}
