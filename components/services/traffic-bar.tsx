import { classNames } from '#components/ui/class-names.ts';
import { shortRevision } from '#lib/format/short-revision.ts';
import { layOutBar } from '#lib/view/bar-layout.ts';
import type { RoutedShare } from '#lib/view/models/traffic.ts';
import { BarSegments } from './bar-segments.tsx';

interface TrafficBarProps {
  service: string;
  shares: readonly RoutedShare[];
}

/** At most this many figures fit next to the bar; the others are shown as a count and a sum. */
const MOST_FIGURES = 3;

/**
 * TrafficBar shows where a Service's requests are routed: a bar to scale, the figures next to it, and the same in words below it. In the
 * normal case, all traffic on one revision, it is a thin line without color.
 */
export function TrafficBar({ service, shares }: TrafficBarProps) {
  const shown = shares.filter((share) => share.percent > 0);
  if (shown.length === 0) return <span className="text-xs text-ink-3">nothing is routed</span>;
  const single = shown.length === 1 && shown[0]?.percent === 100;
  const listed = shown.length <= MOST_FIGURES + 1 ? shown : shown.slice(0, MOST_FIGURES);
  const rest = shown.slice(listed.length);
  const restPercent = rest.reduce((sum, share) => sum + share.percent, 0);
  return (
    <div className="min-w-0">
      <div aria-hidden="true" className="flex h-4.5 items-center gap-3">
        <BarSegments
          parts={layOutBar(shown)}
          className={classNames('min-w-0 flex-1', single ? 'rev-quiet h-1' : 'h-3')}
        />
        <span className="w-30 shrink-0 truncate text-xs font-medium text-ink-2" title={titleOf(shown)}>
          {listed.map((share) => share.percent).join(' / ')}
          {rest.length === 0 ? ' %' : ` +${rest.length}: ${restPercent} %`}
        </span>
      </div>
      {/* Relative, so that screen reader text is clipped with the rest instead of widening the page. */}
      <p className="mono relative truncate text-xs text-ink-3" title={titleOf(shown)}>
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

function titleOf(shares: readonly RoutedShare[]): string {
  return shares.map((share) => `${share.percent} % ${share.revisionName}`).join('\n');
}
