'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { classNames } from '#components/ui/class-names.ts';
import { clockTime } from '#components/ui/clock-time.ts';
import type { LiveStatus } from '#lib/view/live-status.ts';

/** LiveChip shows whether the screen is current, in one line of constant width. */
export function LiveChip({ status }: { status: LiveStatus }) {
  const heardAt = status.state === 'live' ? status.heardAt : 0;
  const seconds = useAtNow((now) => Math.max(0, Math.round((now - heardAt) / 1_000)));
  return (
    <span
      data-live={status.state}
      title={status.state === 'down' ? status.what : 'When the cluster was last heard from'}
      className={classNames(
        'inline-flex h-6 shrink-0 items-center justify-end gap-2 text-xs whitespace-nowrap',
        status.state === 'down' ? 'font-medium text-bad' : 'text-ink-2 sm:min-w-26',
      )}
    >
      <i
        aria-hidden="true"
        className={classNames(
          'data-mark size-2 rounded-full',
          status.state === 'live' && 'bg-ok ring-3 ring-ok-bg',
          status.state === 'connecting' && 'border-2 border-info',
          status.state === 'down' && 'rotate-45 rounded-none bg-bad',
        )}
      />
      {status.state === 'live' ? (
        <span>
          Live{status.without.length === 0 ? '' : `, without ${status.without.join(', ')}`}
          <span className="max-sm:sr-only"> · {seconds < 1 ? 'now' : `${seconds} s ago`}</span>
        </span>
      ) : status.state === 'connecting' ? (
        'Connecting…'
      ) : (
        <span suppressHydrationWarning>Not live since {clockTime(status.since)}</span>
      )}
    </span>
  );
}
