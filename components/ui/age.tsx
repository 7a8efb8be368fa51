'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { formatAge } from '#lib/format/age.ts';
import { formatInstant } from '#lib/format/time.ts';
import { classNames } from './class-names.ts';
import { useTimeZone } from './use-time-zone.ts';

interface AgeProps {
  /** RFC 3339. */
  at: string;
  /** Whether it takes the focus of its own, so that a keyboard or a finger brings up the full time. Not inside other controls. */
  focusable?: boolean;
  className?: string;
}

/**
 * Age tells how long ago a time is, as kubectl prints ages; it changes only when its words do. The pointer on it, or the focus on it
 * or on the row around it, shows the full time in the reader's zone.
 */
export function Age({ at, focusable = true, className }: AgeProps) {
  const age = useAtNow((now) => formatAge(at, now));
  const zone = useTimeZone();
  const full = zone === null ? undefined : formatInstant(Date.parse(at), zone);
  return (
    <time
      dateTime={at}
      title={full}
      data-full={full}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the full time must be within reach of a keyboard and a finger
      tabIndex={focusable ? 0 : undefined}
      className={classNames('age', className)}
    >
      {age}
    </time>
  );
}
