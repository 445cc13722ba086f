import { AccountPage } from "@/account/account-page";
import { Addressed } from "@/shell/addressed";

export default function Account() {
  return (
    <Addressed>
      <AccountPage />
    </Addressed>
  );
}
