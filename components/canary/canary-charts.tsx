'use client';
import { memo, useId } from 'react';
import {
  Area,
  AreaChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { revisionClass } from '#components/revisions/segment-style.ts';
import { clockSecond, clockTime } from '#components/ui/clock-time.ts';
import type { CanaryPoint, CanarySeries } from '#lib/view/canary-series.ts';
import { CanaryTooltip } from './canary-tooltip.tsx';

const HEIGHT = 190;
const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 };
const TICK = { fill: 'var(--ink-3)', fontSize: 11 };
/** Axes shorter than this show seconds, in ms. */
const SECONDS_BELOW_MS = 4 * 60_000;

/**
 * CanaryCharts draws the routed share and the pods of each revision over the time of the series; its axis ends now. Fifty revisions take
 * seconds to draw, so it redraws only for a new series, not on each gesture in the gate above.
 */
export const CanaryCharts = memo(function CanaryCharts({ series }: { series: CanarySeries }) {
  const id = useId();
  const { lines, points, gaps, from, to } = series;
  const time = (
    <XAxis
      dataKey="at"
      type="number"
      domain={[from, to]}
      allowDataOverflow
      tickFormatter={to - from < SECONDS_BELOW_MS ? clockSecond : clockTime}
      tickCount={4}
      minTickGap={40}
      tick={TICK}
      stroke="var(--line-strong)"
    />
  );
  const notRecorded = (
    <>
      <defs>
        <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" stroke="var(--line-strong)" strokeWidth="1.5" />
        </pattern>
      </defs>
      {gaps.map((gap) => (
        <ReferenceArea
          key={gap.from}
          className="data-mark gap"
          x1={gap.from}
          x2={gap.to}
          fill={`url(#${id})`}
          fillOpacity={1}
          stroke="none"
        />
      ))}
    </>
  );
  return (
    <div className="grid lg:grid-cols-2" data-axis-from={from} data-axis-to={to}>
      <figure className="border-line px-4 py-3 lg:border-r">
        <figcaption className="mb-2 text-sm font-semibold">Routed share</figcaption>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <AreaChart data={points} margin={MARGIN} className="data-mark">
            <CartesianGrid stroke="var(--line)" vertical={false} />
            {notRecorded}
            {time}
            <YAxis
              domain={[0, 100]}
              ticks={[0, 25, 50, 75, 100]}
              width={40}
              tick={TICK}
              stroke="none"
              unit=" %"
            />
            <Tooltip isAnimationActive={false} content={<CanaryTooltip unit=" %" />} />
            {/* The first is drawn at the bottom; the newest is at the top of the gate. */}
            {lines.toReversed().map(({ revision, colour }) => (
              <Area
                key={revision}
                name={revision}
                className={revisionClass(colour)}
                dataKey={(point: CanaryPoint) => point.percent[revision]}
                stackId="share"
                type="linear"
                stroke="none"
                fill="var(--rev)"
                fillOpacity={0.75}
                isAnimationActive={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </figure>
      <figure className="border-line px-4 py-3 max-lg:border-t">
        <figcaption className="mb-2 text-sm font-semibold">
          Pods <span className="font-normal text-ink-3">ready —, desired - -</span>
        </figcaption>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <LineChart data={points} margin={MARGIN} className="data-mark">
            <CartesianGrid stroke="var(--line)" vertical={false} />
            {notRecorded}
            {time}
            <YAxis allowDecimals={false} width={40} tick={TICK} stroke="none" domain={[0, 'auto']} />
            <Tooltip isAnimationActive={false} content={<CanaryTooltip unit="" />} />
            {lines.flatMap(({ revision, colour }) =>
              (['desired', 'ready'] as const).map((kind) => (
                <Line
                  key={`${revision} ${kind}`}
                  name={`${revision} ${kind}`}
                  className={revisionClass(colour)}
                  dataKey={(point: CanaryPoint) => point[kind][revision]}
                  type="linear"
                  stroke="var(--rev)"
                  strokeWidth={kind === 'ready' ? 2 : 1.25}
                  strokeDasharray={kind === 'ready' ? undefined : '4 3'}
                  dot={false}
                  isAnimationActive={false}
                />
              )),
            )}
          </LineChart>
        </ResponsiveContainer>
      </figure>
    </div>
  );
});
