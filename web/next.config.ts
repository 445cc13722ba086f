import type { NextConfig } from "next";

/** Where `next dev` finds a running Tocsin; the exported files are served by Tocsin itself. */
const server = process.env.TOCSIN_URL ?? "http://127.0.0.1:8000";
const isDevelopment = process.env.NODE_ENV === "development";

const config: NextConfig = {
  reactStrictMode: true,
  allowedDevOrigins: ["127.0.0.1"],
  poweredByHeader: false,
  // Compressed, the stream of events would be held back by `next dev`.
  compress: false,
  // `npm run check` looks at types; whoever only wants to run it need not wait.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  ...(isDevelopment
    ? {
        rewrites: async () =>
          ["/api/:path*", "/respond/:path*", "/assets/:path*"].map((source) => ({
            source,
            destination: `${server}${source}`,
          })),
      }
    : { output: "export" }),
};

export default config;
