import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Providers } from "@/shell/providers";
import "@/theme/tokens.css";

export const metadata: Metadata = {
  title: "Tocsin",
  description: "Whether web sites and services are up.",
  icons: { icon: "/icon.svg" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Runs before the first paint; see there. */}
        <script src="/theme.js" />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
