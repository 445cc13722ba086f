import type { Metadata } from "next";
import { Addressed } from "@/shell/addressed";
import { SilencesPage } from "@/silences/silences-page";

export const metadata: Metadata = { title: "Silences · Tocsin" };

export default function Silences() {
  return (
    <Addressed>
      <SilencesPage />
    </Addressed>
  );
}
