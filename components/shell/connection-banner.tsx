'use client';
import { clockTime } from '#components/ui/clock-time.ts';
import { Notice } from '#components/ui/notice.tsx';
import type { LiveStatus } from '#lib/view/live-status.ts';

/** ConnectionBanner names what is down and since when; the data below it are stale. */
export function ConnectionBanner({ status }: { status: LiveStatus }) {
  return (
    <div aria-live="assertive" className="sticky top-12.5 z-25 empty:hidden">
      {status.state === 'down' ? (
        <Notice tone="bad" className="mx-auto mt-3 shadow-float max-w-[1312px] max-[1360px]:mx-6 max-md:mx-3">
          <span suppressHydrationWarning>
            Not live since {clockTime(status.since)} — {status.what}. The data on screen is from then. Sluice
            keeps trying.
          </span>
        </Notice>
      ) : null}
    </div>
  );
}
