import { localZone } from '#components/ui/use-time-zone.ts';
import { formatInstant } from '#lib/format/time.ts';

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

/** CanaryTooltip shows the figures at one time, in words; nothing where nothing was recorded. */
export function CanaryTooltip({ unit, active, label, payload }: CanaryTooltipProps) {
  if (active !== true || payload === undefined) return null;
  const recorded = payload.filter(({ value }) => value !== null && value !== undefined);
  return (
    <div className="rounded-lg border border-line-strong bg-panel px-3 py-2 text-xs shadow-float">
      <p className="text-ink-3">{typeof label === 'number' ? formatInstant(label, localZone()) : ''}</p>
      {recorded.length === 0 ? <p className="mt-0.5">nothing recorded</p> : null}
      {recorded.toReversed().map((entry) => (
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
