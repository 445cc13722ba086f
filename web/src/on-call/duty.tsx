import { useTranslations } from "use-intl";
import type { DutyAnswer } from "@/api/schema";
import { Time } from "@/ui/time";

/** Who is on call in a rotation now, and who is next. */
export function Duty({ duty }: { duty: DutyAnswer }) {
  const t = useTranslations("onCall.duty");
  const { current, following, note } = duty;
  return (
    <div className="grid gap-1.5">
      {current ? (
        <>
          <p className="break-words font-semibold text-2xl tracking-tight">
            {current.user.name || current.user.email || t("gone")}
          </p>
          <p className="text-ink-soft">
            {t("until")} <Time at={current.end} look="short" />
            {current.is_override && ` · ${t("override")}`}
          </p>
        </>
      ) : (
        <>
          <p className="font-semibold text-2xl text-down tracking-tight">{t("nobody")}</p>
          {note && <p className="text-ink-soft">{note}</p>}
        </>
      )}
      {following && (
        <p className="text-ink-soft text-sm">
          {t("then")}{" "}
          <span className="font-medium text-ink">{following.user.name || following.user.email}</span>
          {!current && (
            <>
              {", "}
              <Time at={following.start} look="short" />
            </>
          )}
        </p>
      )}
    </div>
  );
}
