import { revisionClass } from '#components/revisions/segment-style.ts';
import type { GateBars } from '#lib/traffic/gate/gate-bars.ts';
import { ribbonEdges, ribbonEnds, ribbonPath } from '#lib/traffic/gate/ribbon.ts';
import type { RowBoxes } from './use-row-boxes.ts';

interface GateRibbonsProps {
  bars: GateBars;
  boxes: RowBoxes;
  bar: { top: number; height: number };
  width: number;
}

/**
 * GateRibbons connects each segment of the bars to its row: filled where traffic flows now, a dashed outline where it is desired but does
 * not flow. It moves only when shares or rows move.
 */
export function GateRibbons({ bars, boxes, bar, width }: GateRibbonsProps) {
  const boxOf = new Map(boxes.rows.map((box) => [box.key, box]));
  return (
    <svg
      aria-hidden="true"
      className="data-mark absolute inset-y-0 left-0"
      width={width}
      height={boxes.height}
      viewBox={`0 0 ${width} ${boxes.height}`}
    >
      {bars.routed.map((segment) => {
        const box = boxOf.get(segment.row.key);
        if (box === undefined) return null;
        return (
          <path
            key={segment.row.key}
            data-ribbon={segment.row.key}
            className={revisionClass(segment.row.colour)}
            d={ribbonPath(ribbonEnds(segment, bar, box), width)}
            fill="var(--rev)"
            fillOpacity={0.24}
          />
        );
      })}
      {bars.desired.map((segment) => {
        const box = boxOf.get(segment.row.key);
        if (box === undefined || segment.settled || segment.percent === 0) return null;
        return (
          <path
            key={`asked ${segment.row.key}`}
            data-ribbon-asked={segment.row.key}
            className={revisionClass(segment.row.colour)}
            d={ribbonEdges(ribbonEnds(segment, bar, box), width)}
            fill="none"
            stroke="var(--rev)"
            strokeWidth={1.25}
            strokeDasharray="4 3"
          />
        );
      })}
    </svg>
  );
}
