import { WorkspacesPage } from "@/workspaces/workspaces-page";

export default WorkspacesPage;
