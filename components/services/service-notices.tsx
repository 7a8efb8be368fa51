'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatPercent } from '#lib/format/percent.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { RolloutView } from '#lib/view/models/traffic.ts';
import { noticesOf } from '#lib/view/notices.ts';

interface ServiceNoticesProps {
  head: ServiceHead;
  disabled: boolean;
  onSendToLatest: () => void;
}

/** ServiceNotices shows the problems, each with what it means for traffic and how to fix it. */
export function ServiceNotices({ head, disabled, onSendToLatest }: ServiceNoticesProps) {
  const { summary } = head;
  return (
    <div className="grid gap-2 empty:hidden">
      {noticesOf(head).map(({ tone, text, detail, since, action }) => (
        <Notice
          key={text}
          tone={tone}
          action={
            action === null ? null : (
              <Button size="small" disabled={disabled} onClick={onSendToLatest}>
                Send all to @latest{summary.latestReady === null ? '' : ` (now ${summary.latestReady})`}
              </Button>
            )
          }
        >
          {text}
          {since === null ? null : (
            <>
              {' For '}
              <Age at={since} />.
            </>
          )}
          {detail === '' ? null : <span className="block text-xs font-normal">{detail}</span>}
        </Notice>
      ))}
      {summary.state === 'progressing' && summary.since !== null ? (
        <ProgressNotice text={summary.headline} since={summary.since} />
      ) : null}
      {summary.rollout === null ? null : <RolloutNotice rollout={summary.rollout} />}
    </div>
  );
}

/** Short waits need no text; longer ones show what they wait for. */
function ProgressNotice({ text, since }: { text: string; since: string }) {
  const shows = useAtNow((now) => now - Date.parse(since) >= PROGRESS_SHOWN_AFTER_MS);
  if (!shows) return null;
  return (
    <Notice tone="info">
      In progress for <Age at={since} />: {text}.
    </Notice>
  );
}

const PROGRESS_SHOWN_AFTER_MS = 20_000;

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
