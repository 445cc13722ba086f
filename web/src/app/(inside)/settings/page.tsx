import type { Metadata } from "next";
import { SettingsPage } from "@/workspace/settings-page";

export const metadata: Metadata = { title: "Settings · Tocsin" };

export default function SettingsRoute() {
  return <SettingsPage />;
}
