import type { Metadata } from "next";
import { MembersPage } from "@/members/members-page";

export const metadata: Metadata = { title: "Members · Tocsin" };

export default function MembersRoute() {
  return <MembersPage />;
}
