import type { Metadata } from "next";
import { DeliveriesPage } from "@/deliveries/deliveries-page";
import { Addressed } from "@/shell/addressed";

export const metadata: Metadata = { title: "Deliveries · Tocsin" };

export default function Deliveries() {
  return (
    <Addressed>
      <DeliveriesPage />
    </Addressed>
  );
}
