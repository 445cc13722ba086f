import { refusalOf } from "@/api/problem";
import { RefusalNote } from "@/ui/refusal";

interface FormRefusalProps {
  error: unknown;
  /** The names of the object's fields that the form shows: what is wrong with others is said here. */
  shown: readonly string[];
}

/** Why what was sent was refused, where no field of the form says it. */
export function FormRefusal({ error, shown }: FormRefusalProps) {
  if (!error) return null;
  const elsewhere = Object.entries(refusalOf(error).fields).filter(
    ([pointer]) => !shown.includes(pointer.split("/")[1] ?? ""),
  );
  return (
    <div className="grid gap-2">
      <RefusalNote error={error} />
      {elsewhere.length > 0 && (
        <ul className="grid gap-1 text-down text-sm">
          {elsewhere.map(([pointer, message]) => (
            <li key={pointer}>
              <code className="font-mono">{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
