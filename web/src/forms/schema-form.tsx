"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useSchemaText } from "@/i18n/schema-texts";
import { type Field, fieldsOf } from "./fields";
import { FieldsView } from "./fields-view";
import { type Errors, hasErrorWithin, type JsonObject, pointerTo } from "./json";
import { said } from "./said";
import { isDefault } from "./sent";

interface SchemaFormProps {
  /** JSON Schema of an object, as the API gives it for a kind. */
  schema: unknown;
  /** What the API gives as an example of it: what it sets is shown at once. */
  example?: unknown;
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  errors: Errors;
  /** Where the object stands in what is sent: the beginning of its errors' pointers. */
  pointer?: string;
}

/** A form drawn from a JSON Schema. `sentObject` makes of its value what is sent. */
export function SchemaForm({
  schema,
  example,
  value,
  onChange,
  errors,
  pointer = "/config",
}: SchemaFormProps) {
  const say = useSchemaText();
  const fields = useMemo(() => said(fieldsOf(schema, example), say), [schema, example, say]);
  const main = fields.filter((field) => field.isMain);
  const more = fields.filter((field) => !field.isMain);
  const parts = { value, onChange, pointer, errors };
  return (
    <div className="grid gap-4">
      {errors[pointer] && (
        <p data-invalid tabIndex={-1} className="rounded-lg bg-down-soft px-3.5 py-2.5 text-down text-sm">
          {errors[pointer]}
        </p>
      )}
      {main.length > 0 && <FieldsView {...parts} fields={main} />}
      {more.length > 0 && <MoreSettings {...parts} fields={more} />}
    </div>
  );
}

interface MoreProps extends Required<Omit<SchemaFormProps, "schema" | "example">> {
  fields: readonly Field[];
}

/** Folded, as long as nothing in it is set or wrong. */
function MoreSettings(props: MoreProps) {
  const { fields, value, errors, pointer } = props;
  const t = useTranslations("forms");
  const set = fields.filter((field) => !isDefault(field, value));
  const [isOpen, setIsOpen] = useState(set.length > 0);
  const isWrong = fields.some((field) => hasErrorWithin(errors, pointerTo(pointer, field.name)));
  return (
    <details
      className="group border-t pt-3"
      open={isOpen || isWrong}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className="-mx-1 flex min-h-8 list-none items-center gap-1.5 rounded px-1 font-medium text-ink-soft text-sm hover:text-ink pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {t("moreSettings")}
        <span className="font-normal text-ink-faint">
          {set.length > 0 ? t("someSet", { count: set.length }) : t("count", { count: fields.length })}
        </span>
      </summary>
      <div className="pt-3">
        <FieldsView {...props} />
      </div>
    </details>
  );
}
