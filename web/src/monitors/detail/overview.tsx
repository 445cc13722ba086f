"use client";

import type { MonitorAnswer } from "@/api/schema";
import { useSession } from "@/session/session";
import { AboutCard } from "./about-card";
import { AvailabilityCard } from "./availability-card";
import { CertificateCard } from "./certificate-card";
import { HeartbeatCard } from "./heartbeat-card";
import { LatencyCard } from "./latency-card";
import { PingAddressCard } from "./ping-address-card";
import { PostStateCard } from "./post-state-card";
import { isPosted, isPushed } from "./pushed";
import { RegionsCard } from "./regions-card";

/** Only what applies: what was never measured, and what nobody can post or ping, is not shown. */
export function Overview({ monitor }: { monitor: MonitorAnswer }) {
  const { can } = useSession();
  const isWriter = can("monitors:write");
  return (
    <>
      {monitor.heartbeat && !isPosted(monitor) && <HeartbeatCard heartbeat={monitor.heartbeat} />}
      {isPosted(monitor) && isWriter && <PostStateCard monitor={monitor} />}
      {!isPosted(monitor) && <LatencyCard monitor={monitor} />}
      <AvailabilityCard monitor={monitor} />
      {isPushed(monitor) && isWriter && <PingAddressCard monitor={monitor} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {!isPushed(monitor) && (
          <div className="grid grid-cols-1 gap-4">
            <RegionsCard monitor={monitor} />
            {monitor.certificate_expires_at && (
              <CertificateCard monitor={monitor} expiresAt={monitor.certificate_expires_at} />
            )}
          </div>
        )}
        <AboutCard monitor={monitor} />
      </div>
    </>
  );
}
