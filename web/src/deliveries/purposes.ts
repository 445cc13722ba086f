import { useTranslations } from "use-intl";
import type { Purpose } from "@/api/schema";

const PURPOSES: readonly Purpose[] = [
  "problem",
  "reminder",
  "worse",
  "more",
  "acknowledged",
  "recovery",
  "refresh",
  "notice",
  "test",
  "canary",
];

/** Why something is said, in words; a purpose that is newer than this page as the API calls it. */
export function usePurposeText(): (purpose: string) => string {
  const t = useTranslations("deliveries.purposes");
  return (purpose) => {
    const known = PURPOSES.find((one) => one === purpose);
    return known ? t(known) : purpose;
  };
}
