import type { Metadata } from "next";
import { Suspense } from "react";
import { DeliveriesPage } from "@/deliveries/deliveries-page";

export const metadata: Metadata = { title: "Deliveries · Tocsin" };

export default function Deliveries() {
  return (
    <Suspense>
      <DeliveriesPage />
    </Suspense>
  );
}
