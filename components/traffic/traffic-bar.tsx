import { classNames } from '#components/ui/class-names.ts';
import { segmentsOf } from '#lib/traffic-draft/gate-rows.ts';
import { shortRevision } from '#lib/view/overview-list.ts';
import type { RoutedShare } from '#lib/view/types.ts';
import { revisionClass } from './segment-style.ts';

interface TrafficBarProps {
  service: string;
  shares: readonly RoutedShare[];
}

/** Below these percents a segment has no room for its figure, and for the sign after it. */
const FIGURE_FROM = 8;
const SIGN_FROM = 15;

/** TrafficBar shows where a Service's requests are routed: a bar, and below it the same in words. */
export function TrafficBar({ service, shares }: TrafficBarProps) {
  const shown = shares.filter((share) => share.percent > 0);
  if (shown.length === 0) return <span className="text-xs text-ink-3">nothing is routed</span>;
  return (
    <div className="min-w-0">
      <div aria-hidden="true" className="flex h-4.5 gap-0.5">
        {segmentsOf(shown).map(({ row }) => (
          <span
            key={row.revisionName}
            style={{ flexGrow: row.percent }}
            className={classNames(
              'flex min-w-1 basis-0 items-center overflow-hidden rounded-[4px] bg-(--rev) px-1.5 text-2xs font-semibold text-(--rev-ink)',
              revisionClass(row.colour),
              row.percent < FIGURE_FROM && 'px-0',
            )}
          >
            {row.percent < FIGURE_FROM ? '' : row.percent < SIGN_FROM ? row.percent : `${row.percent} %`}
          </span>
        ))}
      </div>
      {/* Relative, so that words for screen readers are clipped with the rest instead of widening the page. */}
      <p className="mono relative mt-1 truncate text-xs text-ink-2">
        {shown.map((share, index) => (
          <span key={share.revisionName}>
            {index > 0 ? ' · ' : ''}
            <span className="sr-only">{share.percent} % to </span>
            {shortRevision(share.revisionName, service)}
            {share.latest ? <span className="text-info"> @latest</span> : ''}
            {share.tags.map((tag) => ` #${tag}`).join('')}
          </span>
        ))}
      </p>
    </div>
  );
}
