import { useTranslations } from "use-intl";
import { Link } from "@/ui/link";
import type { User } from "./standing";

const MOST_SHOWN = 3;

/** Who is to be told by it. A channel that nobody names tells nobody. */
export function UsedBy({ users }: { users: readonly User[] | null }) {
  const t = useTranslations("channels.usedBy");
  if (users === null) return null;
  if (users.length === 0)
    return (
      <span className="text-ink-soft">
        {t("nobody")}{" "}
        <Link href="/policies" className="link">
          {t("toPolicies")}
        </Link>
      </span>
    );
  return (
    <ul className="grid gap-0.5 max-md:flex max-md:flex-wrap max-md:gap-x-2">
      <li className="text-ink-soft md:hidden" aria-hidden>
        {t("label")}
      </li>
      {users.slice(0, MOST_SHOWN).map((user) => (
        <li key={user.href}>
          <Link href={user.href} className="link">
            {user.name}
          </Link>
        </li>
      ))}
      {users.length > MOST_SHOWN && (
        <li className="text-ink-soft">{t("more", { count: users.length - MOST_SHOWN })}</li>
      )}
    </ul>
  );
}
