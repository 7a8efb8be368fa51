const WIDTHS = ['w-2/3', 'w-1/2', 'w-3/4', 'w-2/5', 'w-3/5'];

/** Skeleton is the placeholder of text that is loading. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div aria-hidden="true" className="grid gap-2.5 py-1">
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} className={`skeleton block h-3 ${WIDTHS[line % WIDTHS.length] ?? 'w-1/2'}`} />
      ))}
    </div>
  );
}
