'use client';
import { useAtNow } from '#components/live/use-now.ts';
import { formatAge } from '#lib/format/age.ts';
import { formatInstant } from '#lib/format/time.ts';
import { classNames } from './class-names.ts';
import { useTimeZone } from './use-time-zone.ts';

interface AgeProps {
  /** RFC 3339. */
  at: string;
  /** Whether it is focusable itself, so that a keyboard or a finger can show the full time. Not inside other controls. */
  focusable?: boolean;
  className?: string;
}

/**
 * Age shows how long ago a time was, as kubectl prints ages; it rerenders only when its text changes. Hovering over it, or focusing it or
 * the row around it, shows the full time in the user's time zone.
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
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keyboards and fingers must be able to reach the full time
      tabIndex={focusable ? 0 : undefined}
      className={classNames('age', className)}
    >
      {age}
    </time>
  );
}
