'use client';
import {
  Area,
  AreaChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { clockTime } from '#components/shell/clock-time.ts';
import { revisionClass } from '#components/traffic/segment-style.ts';
import { CANARY_WINDOW_MS, type CanaryPoint, type CanarySeries } from '#lib/view/canary-series.ts';
import { CanaryTooltip } from './canary-tooltip.tsx';

const HEIGHT = 190;
const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 };
const TICK = { fill: 'var(--ink-3)', fontSize: 11 };

/** CanaryCharts draws the routed share and the pods of each revision over the last 15 minutes. */
export function CanaryCharts({ series }: { series: CanarySeries }) {
  const end = series.points.at(-1)?.at ?? 0;
  const domain: [number, number] = [end - CANARY_WINDOW_MS, end];
  const time = (
    <XAxis
      dataKey="at"
      type="number"
      domain={domain}
      allowDataOverflow
      tickFormatter={clockTime}
      tickCount={4}
      minTickGap={40}
      tick={TICK}
      stroke="var(--line-strong)"
    />
  );
  return (
    <div className="grid lg:grid-cols-2">
      <figure className="border-line px-4 py-3 lg:border-r">
        <figcaption className="mb-2 text-sm font-semibold">Routed share</figcaption>
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <AreaChart data={series.points} margin={MARGIN}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
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
            {series.lines.map(({ revision, colour }) => (
              <Area
                key={revision}
                name={revision}
                className={revisionClass(colour)}
                dataKey={(point: CanaryPoint) => point.percent[revision] ?? 0}
                stackId="share"
                type="stepAfter"
                stroke="var(--rev)"
                fill="var(--rev)"
                fillOpacity={0.35}
                strokeWidth={1.5}
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
          <LineChart data={series.points} margin={MARGIN}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            {time}
            <YAxis allowDecimals={false} width={40} tick={TICK} stroke="none" domain={[0, 'auto']} />
            <Tooltip isAnimationActive={false} content={<CanaryTooltip unit="" />} />
            {series.lines.flatMap(({ revision, colour }) =>
              (['desired', 'ready'] as const).map((kind) => (
                <Line
                  key={`${revision} ${kind}`}
                  name={`${revision} ${kind}`}
                  className={revisionClass(colour)}
                  dataKey={(point: CanaryPoint) => point[kind][revision] ?? 0}
                  type="stepAfter"
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
}
