import { AccountPage } from "@/account/account-page";

export default AccountPage;
