import { InvitationPage } from "@/door/invitation-page";

export default InvitationPage;
