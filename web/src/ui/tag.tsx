/** `key:value` tags, as they stand on a monitor. */
export function Tag({ tag }: { tag: string }) {
  return (
    <span
      className="inline-block max-w-48 truncate rounded-md bg-sunken px-1.5 py-0.5 text-[0.8125rem] text-ink-soft"
      title={tag}
    >
      {tag}
    </span>
  );
}

export function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <Tag key={tag} tag={tag} />
      ))}
    </span>
  );
}
