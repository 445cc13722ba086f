import { useMemo } from "react";
import { useTranslations } from "use-intl";

/** For `problemsOf`. */
export function useWords() {
  const t = useTranslations();
  return useMemo(
    () => ({
      required: t("common.fieldRequired"),
      notANumber: t("common.notANumber"),
      notJson: t("forms.notJson"),
    }),
    [t],
  );
}
