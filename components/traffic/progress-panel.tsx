'use client';
import { Button } from '#components/ui/button.tsx';
import { CheckIcon, CrossIcon } from '#components/ui/icons.tsx';
import type { ApplyProgress } from '#lib/view/apply-progress.ts';

interface ProgressPanelProps {
  progress: ApplyProgress;
  onClose: () => void;
}

/** ProgressPanel prints what Knative says after a write, with seconds since, as kn does, until the Route is ready or failed. */
export function ProgressPanel({ progress, onClose }: ProgressPanelProps) {
  const { lines, outcome } = progress;
  return (
    <section aria-label="Progress" className="border-t border-line px-4 py-3">
      <div className="flex items-center gap-2 text-sm font-medium">
        {outcome === 'working' ? (
          <span className="size-2 animate-pulse rounded-full bg-info" aria-hidden="true" />
        ) : outcome === 'ready' ? (
          <CheckIcon className="text-ok" />
        ) : (
          <CrossIcon className="text-bad" />
        )}
        <span className={outcome === 'failed' ? 'text-bad' : outcome === 'ready' ? 'text-ok' : 'text-info'}>
          {outcome === 'working' ? 'Applying…' : outcome === 'ready' ? 'Routed' : 'The Route failed'}
        </span>
        <span className="flex-1" />
        {outcome === 'working' ? null : (
          <Button variant="ghost" size="small" onClick={onClose}>
            Close
          </Button>
        )}
      </div>
      <ol aria-live="polite" className="mono mt-1.5 grid gap-0.5 text-xs text-ink-2">
        {lines.map((line) => (
          <li key={`${line.seconds} ${line.message}`} className="grid grid-cols-[4.5rem_1fr]">
            <span className="text-ink-3">{line.seconds.toFixed(3)}s</span>
            <span className="wrap-anywhere">{line.message}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
