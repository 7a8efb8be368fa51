import { revisionClass } from '#components/revisions/segment-style.ts';
import { classNames } from '#components/ui/class-names.ts';
import type { BarPart } from '#lib/view/bar-layout.ts';
import type { RevisionColour } from '#lib/view/models/revision.ts';

interface BarSegmentsProps {
  parts: readonly BarPart<{ revisionName: string; colour: RevisionColour }>[];
  className?: string;
}

/** From this percent up there is room for a line between two segments. */
const SEPARATED_FROM = 3;

/**
 * BarSegments draws the segments of a horizontal bar where the layout puts them. Each is positioned independently, so that none can take
 * length from another; a segment thinner than a pixel is drawn one pixel wide.
 */
export function BarSegments({ parts, className }: BarSegmentsProps) {
  return (
    <span className={classNames('data-mark relative block overflow-hidden rounded-[3px] bg-sunk', className)}>
      {parts.map(({ shares, percent, start, end }, index) => (
        <span
          key={shares[0]?.revisionName}
          data-share={percent}
          style={{ left: `${start}%`, width: `${end - start}%` }}
          className={classNames(
            'absolute inset-y-0 min-w-px',
            shares.length > 1 ? 'several' : `bg-(--rev) ${revisionClass(shares[0]?.colour ?? null)}`,
            index > 0 && percent >= SEPARATED_FROM && 'separated',
          )}
        />
      ))}
    </span>
  );
}
