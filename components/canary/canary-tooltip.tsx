import { clockTime } from '#components/shell/clock-time.ts';

interface TooltipEntry {
  name?: unknown;
  value?: unknown;
}

interface CanaryTooltipProps {
  unit: string;
  active?: boolean;
  label?: unknown;
  payload?: readonly TooltipEntry[];
}

/** CanaryTooltip tells the figures at one time, in words. */
export function CanaryTooltip({ unit, active, label, payload }: CanaryTooltipProps) {
  if (active !== true || payload === undefined) return null;
  return (
    <div className="rounded-lg border border-line-strong bg-panel px-3 py-2 text-xs shadow-float">
      <p className="text-ink-3">{typeof label === 'number' ? clockTime(label) : ''}</p>
      {payload.map((entry) => (
        <p key={String(entry.name)} className="mt-0.5 flex gap-4">
          <span className="mono flex-1">{String(entry.name)}</span>
          <b className="font-semibold">
            {String(entry.value)}
            {unit}
          </b>
        </p>
      ))}
    </div>
  );
}
