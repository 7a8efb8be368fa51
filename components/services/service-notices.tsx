'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import type { RolloutView, ServiceHead } from '#lib/view/types.ts';

interface ServiceNoticesProps {
  head: ServiceHead;
  disabled: boolean;
  onSendToLatest: () => void;
}

/** ServiceNotices are the sentences for trouble, each with what it means for traffic and the way out. */
export function ServiceNotices({ head, disabled, onSendToLatest }: ServiceNoticesProps) {
  const { summary } = head;
  const ready = summary.ready;
  const routesReady =
    head.conditions.find((condition) => condition.type === 'RoutesReady')?.status === 'True';
  return (
    <div className="grid gap-2 empty:hidden">
      {ready?.status === 'False' ? (
        <Notice tone="bad">
          {ready.message === '' ? ready.reason : ready.message}
          {routesReady ? ' Traffic is unaffected: the Route is ready.' : ''}
        </Notice>
      ) : null}
      {summary.state === 'failing' && ready?.status !== 'False' ? (
        <Notice tone="bad">
          {summary.headline}.
          {ready?.status === 'Unknown'
            ? ' The conditions do not say so yet: Knative waits until the progress deadline is over.'
            : ''}
        </Notice>
      ) : null}
      {summary.rollout === null ? null : <RolloutNotice rollout={summary.rollout} />}
      {summary.state === 'pinnedBehind' ? (
        <Notice
          tone="warn"
          action={
            <Button size="small" disabled={disabled} onClick={onSendToLatest}>
              Send all to @latest
            </Button>
          }
        >
          {summary.headline === ''
            ? `${summary.latestReady ?? 'The newest revision'} is ready and gets no traffic.`
            : capital(summary.headline)}{' '}
          New revisions get none either, while no target follows @latest.
        </Notice>
      ) : null}
    </div>
  );
}

function RolloutNotice({ rollout }: { rollout: RolloutView }) {
  const next = useAtNow((now) => secondsUntil(rollout.nextStepAt, now));
  const done = useAtNow((now) => secondsUntil(rollout.doneAt, now));
  return (
    <Notice tone="info">
      Gradual rollout: <span className="mono">{rollout.revisionName}</span> has{' '}
      {formatPercent(rollout.percent)} of {formatPercent(rollout.targetPercent)}
      {rollout.stepSize === null || next === null
        ? ', waiting for the network'
        : `, +${formatPercent(rollout.stepSize)} in ${next} s`}
      {done === null ? '' : `, done in ${done} s`}.
    </Notice>
  );
}

function secondsUntil(at: string | null, now: number): number | null {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? null : Math.max(0, Math.ceil((time - now) / 1_000));
}

function capital(sentence: string): string {
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}
