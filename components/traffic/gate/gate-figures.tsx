import type { GateSegment } from '#lib/traffic/gate/gate-bars.ts';
import { spreadHandles } from '#lib/traffic/gate/ribbon.ts';

interface GateFiguresProps {
  routed: readonly GateSegment[];
  /** Height of the bar in CSS pixels. */
  height: number;
}

const LINE = 14;

/**
 * GateFigures shows the routed percents next to the bar, each as near to its segment as the others allow; nothing when there are too
 * many.
 */
export function GateFigures({ routed, height }: GateFiguresProps) {
  if (routed.length * LINE > height) return null;
  const places = spreadHandles(
    routed.map(({ start, end }) => ((start + end) / 200) * height),
    LINE,
    height,
  );
  return (
    <div aria-hidden="true" className="relative h-full text-right text-2xs font-semibold text-ink-2">
      {routed.map(({ row, percent }, index) => (
        <span
          key={row.key}
          style={{ top: places[index] }}
          className="absolute right-0 -translate-y-1/2 leading-none"
        >
          {percent}
        </span>
      ))}
    </div>
  );
}
