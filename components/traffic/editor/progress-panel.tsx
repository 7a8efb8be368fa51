'use client';
import { useEffect, useRef } from 'react';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { CheckIcon, CrossIcon, WarningIcon } from '#components/ui/icons.tsx';
import { assertNever } from '#lib/assert-never.ts';
import { sharesText } from '#lib/traffic/split-words.ts';
import type { ApplyOutcome, ApplyProgress } from '#lib/view/apply-progress.ts';

interface ProgressPanelProps {
  service: string;
  progress: ApplyProgress;
  /** What is wrong with the routed traffic now; empty when nothing is. */
  harm: string;
  onClose: () => void;
}

const TONES: Record<ApplyOutcome['state'], string> = {
  working: 'text-info',
  routed: 'text-ok',
  failed: 'text-bad',
  overwritten: 'text-warn',
};

/**
 * ProgressPanel shows the current state of a write: routed, failed, overwritten or still waiting for something. It takes the focus when a
 * write begins, and collapses Knative's messages once the write is routed.
 */
export function ProgressPanel({ service, progress, harm, onClose }: ProgressPanelProps) {
  const { lines, outcome, startedAt } = progress;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (startedAt > 0) panel.current?.focus({ preventScroll: false });
  }, [startedAt]);
  return (
    <section
      ref={panel}
      aria-label="Progress"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the panel takes the focus that the closing review releases
      tabIndex={-1}
      className="border-t border-line px-4 py-3 -outline-offset-2"
    >
      <div className="flex items-start gap-2 text-sm font-medium">
        <OutcomeIcon state={outcome.state} />
        <span aria-live="polite" className={classNames('min-w-0 flex-1 wrap-anywhere', TONES[outcome.state])}>
          <OutcomeText outcome={outcome} service={service} />
          {outcome.state === 'routed' && harm !== '' ? <span className="text-bad"> But {harm}.</span> : null}
        </span>
        {outcome.state === 'working' ? null : (
          <Button variant="ghost" size="small" onClick={onClose}>
            Close
          </Button>
        )}
      </div>
      <details
        open={outcome.state === 'working' || outcome.state === 'failed'}
        className="mt-1 text-xs text-ink-2"
      >
        <summary className="w-max cursor-pointer text-ink-3">What Knative reported</summary>
        <ol className="mono mt-1 grid gap-0.5">
          {lines.map((line) => (
            <li key={`${line.seconds} ${line.message}`} className="grid grid-cols-[4.5rem_1fr]">
              <span className="text-ink-3">{line.seconds.toFixed(3)}s</span>
              <span className="wrap-anywhere">{line.message}</span>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function OutcomeIcon({ state }: { state: ApplyOutcome['state'] }) {
  const place = classNames('mt-0.5 shrink-0', TONES[state]);
  switch (state) {
    case 'working':
      return (
        <span className="mt-1.5 size-2 shrink-0 animate-pulse rounded-full bg-info" aria-hidden="true" />
      );
    case 'routed':
      return <CheckIcon className={place} />;
    case 'failed':
      return <CrossIcon className={place} />;
    case 'overwritten':
      return <WarningIcon className={place} />;
    default:
      return assertNever(state);
  }
}

function OutcomeText({ outcome, service }: { outcome: ApplyOutcome; service: string }) {
  switch (outcome.state) {
    case 'working':
      return (
        <>
          Applying… Since <Clock at={outcome.at} />: {outcome.message}
        </>
      );
    case 'routed':
      return (
        <>
          Routed since <Clock at={outcome.at} />: {sharesText(outcome.routed, service)}
        </>
      );
    case 'failed': {
      const routed = outcome.routed === null ? null : sharesText(outcome.routed, service);
      return (
        <>
          The Route failed at <Clock at={outcome.at} />: {outcome.message}{' '}
          {routed === null
            ? 'What is routed now is not known.'
            : routed === ''
              ? 'Nothing is routed.'
              : `Still routed: ${routed}.`}
        </>
      );
    }
    case 'overwritten':
      return (
        <>
          Overwritten by {outcome.by ?? 'someone'} at generation {outcome.generation} (
          <Clock at={outcome.at} />
          ): spec.traffic no longer holds your change.
        </>
      );
    default:
      return assertNever(outcome);
  }
}

/** Clock shows the browser's local time of day, like the rest of the panel. */
function Clock({ at }: { at: number }) {
  const date = new Date(at);
  return <time dateTime={date.toISOString()}>{date.toLocaleTimeString()}</time>;
}
