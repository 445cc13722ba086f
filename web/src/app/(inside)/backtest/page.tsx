import type { Metadata } from "next";
import { BacktestPage } from "@/backtest/backtest-page";

export const metadata: Metadata = { title: "Backtest · Tocsin" };

export default function BacktestRoute() {
  return <BacktestPage />;
}
