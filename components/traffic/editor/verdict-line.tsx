'use client';
import type { Verdict } from '#components/actions/use-traffic-write.ts';
import { CheckIcon, CrossIcon, WarningIcon } from '#components/ui/icons.tsx';
import { assertNever } from '#lib/assert-never.ts';

interface VerdictLineProps {
  verdict: Verdict;
  /** Problems that no row or tag on screen shows. */
  unplaced: string[];
  /** Whether no effect of the change is worse than a note: only then is the cluster's approval green. */
  isClean: boolean;
}

/**
 * VerdictLine shows whether the cluster would accept the change, in the webhook's own words when it would not. It does not show what the
 * change would do.
 */
export function VerdictLine({ verdict, unplaced, isClean }: VerdictLineProps) {
  switch (verdict.state) {
    case 'none':
      return null;
    case 'checking':
      return <span className="text-ink-2">Asking the cluster…</span>;
    case 'accepted':
      return (
        <span
          className={`inline-flex flex-wrap items-center gap-x-2 font-medium ${isClean ? 'text-ok' : 'text-ink-2'}`}
        >
          <span className="inline-flex items-center gap-1.5">
            <CheckIcon /> <b className="font-semibold">Valid</b> The cluster would accept this
          </span>
          {verdict.warnings.map((warning) => (
            <span key={warning} className="inline-flex items-center gap-1 text-warn">
              <WarningIcon /> {warning}
            </span>
          ))}
        </span>
      );
    case 'refused':
      return (
        <span className="inline-flex items-start gap-1.5 font-medium text-bad wrap-anywhere">
          <CrossIcon className="mt-0.5 shrink-0" />
          {unplaced.length > 0 ? unplaced.join(' ') : verdict.error.message}
        </span>
      );
    default:
      return assertNever(verdict);
  }
}
