'use client';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { shortRevision } from '#lib/format/short-revision.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';
import { PRESETS } from '#lib/traffic/gesture.ts';
import { LATEST } from '#lib/traffic/rows.ts';

interface PresetsProps {
  /** The row that a preset sets; null where there is none to set. */
  row: GateRow | null;
  service: string;
  disabled: boolean;
  onPreset: (percent: number) => void;
  onEven: () => void;
}

/** Presets sets the focused row, else the canary, to a usual step; Even shares equally among the rows that have a share. */
export function Presets({ row, service, disabled, onPreset, onEven }: PresetsProps) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      {row === null ? null : (
        <>
          <span
            className="mono min-w-0 truncate text-xs text-ink-2 max-sm:basis-full sm:max-w-72"
            title={row.key}
          >
            Send to {presetName(row, service)}
          </span>
          <fieldset
            aria-label={`Presets for ${row.key}`}
            className="inline-flex shrink-0 overflow-hidden rounded-[7px] border border-edge/60"
          >
            {PRESETS.map((percent) => (
              <button
                key={percent}
                type="button"
                disabled={disabled}
                aria-pressed={row.percent === percent}
                aria-label={`Send ${percent} % to ${row.key}`}
                onClick={() => onPreset(percent)}
                className={classNames(
                  'h-7 min-w-8 border-r border-line px-2 text-xs -outline-offset-2 last:border-r-0 disabled:text-ink-3 max-lg:h-10',
                  row.percent === percent
                    ? 'bg-accent-bg font-semibold text-accent'
                    : 'bg-panel text-ink-2 hover:bg-hover',
                )}
              >
                {percent}
              </button>
            ))}
          </fieldset>
        </>
      )}
      <Button size="small" disabled={disabled} onClick={onEven} className="h-7 max-lg:h-10">
        Even
      </Button>
    </div>
  );
}

/** presetName shortens names that Knative generated, so that they are not truncated where they differ. */
function presetName({ key, revisionName }: GateRow, service: string): string {
  const short = revisionName === null ? 'none' : shortRevision(revisionName, service);
  return key === LATEST ? `${LATEST} (${short})` : short;
}
