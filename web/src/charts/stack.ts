/**
 * Each layer upon those before it. Where one layer knows nothing, it adds nothing; where none does, there is a gap.
 */
export function stacked(layers: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const length = layers[0]?.length ?? 0;
  const sums: (number | null)[] = Array.from({ length }, () => null);
  return layers.map((layer) => {
    layer.forEach((value, index) => {
      if (value !== null) sums[index] = (sums[index] ?? 0) + value;
    });
    return [...sums];
  });
}
