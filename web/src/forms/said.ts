import type { Field, Shape } from "./fields";

type Say = (text: string) => string;

/** The fields, and those within them, in other words. */
export function said(fields: readonly Field[], say: Say): readonly Field[] {
  return fields.map((field) => ({
    ...field,
    title: say(field.title),
    description: say(field.description),
    shape: saidShape(field.shape, say),
  }));
}

function saidShape(shape: Shape, say: Say): Shape {
  switch (shape.type) {
    case "list":
      return { ...shape, item: saidShape(shape.item, say) };
    case "group":
      return { ...shape, fields: said(shape.fields, say) };
    case "union":
      return {
        ...shape,
        variants: shape.variants.map((variant) => ({
          ...variant,
          description: say(variant.description),
          fields: said(variant.fields, say),
        })),
      };
    default:
      return shape;
  }
}
