import { useTranslations } from "use-intl";
import type { PhasesAnswer } from "@/api/schema";
import { useLatencyText } from "@/charts/latency";

const PHASES = ["dns", "connect", "tls", "first_byte", "transfer"] as const;

/** Where the time went: each phase begins where the one before it ended. */
export function Phases({ phases }: { phases: PhasesAnswer }) {
  const t = useTranslations("monitorForm.phases");
  const latency = useLatencyText();
  const total = PHASES.reduce((sum, phase) => sum + phases[phase], 0);
  let before = 0;
  return (
    <table className="w-full text-sm" aria-label={t("title")}>
      <tbody>
        {PHASES.map((phase) => {
          const start = before;
          before += phases[phase];
          return (
            <tr key={phase}>
              <th
                scope="row"
                className="w-px whitespace-nowrap py-1 pr-3 text-left font-normal text-ink-soft"
              >
                {t(phase)}
              </th>
              <td aria-hidden className="py-1">
                <Bar start={start / total} share={phases[phase] / total} />
              </td>
              <td className="figures w-px whitespace-nowrap py-1 pl-3 text-right">
                {phases[phase] === 0 ? "–" : latency(phases[phase])}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Bar({ start, share }: { start: number; share: number }) {
  if (!(share > 0)) return <span className="block h-2 rounded-full bg-sunken" />;
  return (
    <span className="block h-2 overflow-hidden rounded-full bg-sunken">
      <span
        className="block h-full min-w-0.5 rounded-full bg-accent"
        style={{ marginInlineStart: `${start * 100}%`, width: `${share * 100}%` }}
      />
    </span>
  );
}
