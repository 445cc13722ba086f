"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/session/session";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { MembersCard } from "./members-card";
import { RolesCard } from "./roles-card";

/** Who works here, who is asked to, and what they may do. */
export function MembersPage() {
  const t = useTranslations("members");
  const { can } = useSession();
  const [isInviting, setIsInviting] = useState(false);
  const invite = can("members:write") && (
    <Button icon={UserPlus} onClick={() => setIsInviting(true)}>
      {t("invite")}
    </Button>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={invite}>
      <MembersCard />
      {can("members:write") && <InvitationsCard />}
      <RolesCard />
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </Page>
  );
}
