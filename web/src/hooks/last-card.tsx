"use client";

import { useTranslations } from "use-intl";
import type { HookAnswer } from "@/api/schema";
import { Card } from "@/ui/card";
import { Link } from "@/ui/link";
import { Received } from "./received";

/** What was posted last, and what came of all that was. */
export function LastCard({ hook }: { hook: HookAnswer }) {
  const t = useTranslations("hooks");
  const made = t("made", { count: hook.made_monitors });
  const tags = tagsOf(hook);
  return (
    <Card title={t("last.title")}>
      <div className="grid gap-3 text-sm">
        {hook.last_received_at || hook.last_error || !hook.enabled ? (
          <Received hook={hook} />
        ) : (
          <p className="text-ink-soft">{t("last.none")}</p>
        )}
        {hook.made_monitors > 0 &&
          (tags.length > 0 ? (
            <Link href={`/monitors?tag=${encodeURIComponent(tags.join(","))}`} className="text-accent">
              {made}
            </Link>
          ) : (
            <p>{made}</p>
          ))}
      </div>
    </Card>
  );
}

/** With which it tags what it makes: the way to find its monitors. */
function tagsOf({ config }: HookAnswer): readonly string[] {
  const tags = config.create_tags;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}
