'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { clockTime } from '#components/shell/clock-time.ts';
import { revisionClass } from '#components/traffic/segment-style.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import { toCanarySeries } from '#lib/view/canary-series.ts';
import type { RevisionView, SampleView } from '#lib/view/types.ts';

const CanaryCharts = dynamic(() => import('./canary-charts.tsx').then((it) => it.CanaryCharts), {
  ssr: false,
  loading: () => (
    <div className="h-[246px] px-4 py-3">
      <Skeleton lines={6} />
    </div>
  ),
});

interface CanaryViewProps {
  samples: ReadonlyMap<string, SampleView>;
  revisions: ReadonlyMap<string, RevisionView>;
}

/** CanaryView is the first canary view: routed share and pods of each revision, and since when there is data. */
export function CanaryView({ samples, revisions }: CanaryViewProps) {
  const series = useMemo(() => toCanarySeries(samples.values(), revisions), [samples, revisions]);
  const last = series.points.at(-1);
  if (series.since === null || last === undefined) {
    return (
      <p className="px-4 py-10 text-center text-sm text-ink-2">
        No samples yet: the first comes within seconds.
      </p>
    );
  }
  return (
    <div>
      <CanaryCharts series={series} />
      <div className="flex flex-wrap items-baseline gap-x-5 gap-y-1.5 border-t border-line px-4 py-2.5 text-xs">
        {series.lines.map(({ revision, colour }) => (
          <span key={revision} className={`inline-flex items-center gap-1.5 ${revisionClass(colour)}`}>
            <i aria-hidden="true" className="size-2.5 rounded-[3px] bg-(--rev)" />
            <span className="mono">{revision}</span>
            <b className="font-semibold">{formatPercent(last.percent[revision] ?? 0)}</b>
            <span className="text-ink-3">
              {last.ready[revision] ?? 0}/{last.desired[revision] ?? 0} pods
            </span>
          </span>
        ))}
        <span className="flex-1" />
        <span className="text-ink-3" suppressHydrationWarning>
          the last 15 min, seen since {clockTime(series.since)}
        </span>
      </div>
    </div>
  );
}
