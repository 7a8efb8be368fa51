'use client';
import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo } from 'react';
import { useAtNow } from '#components/live/use-now.ts';
import { revisionClass } from '#components/revisions/segment-style.ts';
import { loadPart } from '#components/ui/load-part.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import { toCanarySeries } from '#lib/view/canary-series.ts';
import type { SampleView } from '#lib/view/models/history.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

const CanaryCharts = dynamic(
  () => loadPart(async () => await import('./canary-charts.tsx')).then((module) => module.CanaryCharts),
  {
    ssr: false,
    loading: () => (
      <div className="h-[246px] px-4 py-3">
        <Skeleton lines={6} />
      </div>
    ),
  },
);

interface CanaryViewProps {
  samples: ReadonlyMap<string, SampleView>;
  revisions: ReadonlyMap<string, RevisionView>;
}

/** How often the axis advances, in ms: each step redraws every chart. */
const STEP_MS = 5_000;
/** With more revisions than this, only their number is shown. */
const MOST_LISTED = 8;

/** CanaryView is the first canary view: routed share and pods of each revision, up to now, or up to the time of stale data. */
export function CanaryView({ samples, revisions }: CanaryViewProps) {
  const clock = useAtNow((now) => Math.floor(now / STEP_MS) * STEP_MS);
  const series = useMemo(() => {
    // A sample that arrives between steps advances the axis immediately.
    const newest = Math.max(clock, ...[...samples.values()].map(({ at }) => at));
    return toCanarySeries(samples.values(), revisions, newest);
  }, [samples, revisions, clock]);
  // Drawing can take long; user input comes first.
  const drawn = useDeferredValue(series);
  const { last } = series;
  if (last === null) {
    return (
      <p className="px-4 py-10 text-center text-sm text-ink-2">
        No samples yet. The first arrives within seconds.
      </p>
    );
  }
  const listed = series.lines.slice(0, MOST_LISTED);
  return (
    <div>
      <CanaryCharts series={drawn} />
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1.5 border-t border-line px-4 py-2.5 text-xs">
        {listed.map(({ revision, colour }) => {
          const { percent = 0, ready = 0, desired = 0 } = last.revisions[revision] ?? {};
          return (
            <span key={revision} className={`inline-flex items-center gap-1.5 ${revisionClass(colour)}`}>
              <i aria-hidden="true" className="data-mark size-2.5 rounded-[3px] bg-(--rev)" />
              <span className="mono">{revision}</span>
              <b className="font-semibold">{formatPercent(percent)}</b>
              <span className="text-ink-3">
                {ready}/{desired} pods
              </span>
            </span>
          );
        })}
        {series.lines.length > listed.length ? (
          <span className="text-ink-3">and {series.lines.length - listed.length} more</span>
        ) : null}
        <span className="flex-1" />
        {series.gaps.length === 0 ? null : (
          <span className="inline-flex items-center gap-1.5 text-ink-3">
            <i aria-hidden="true" className="data-mark not-recorded size-2.5 rounded-[2px]" /> not recorded
          </span>
        )}
      </div>
    </div>
  );
}
