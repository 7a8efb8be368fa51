'use client';
import { useState } from 'react';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import { type FailureWatch, takeNotice, watchFailures } from '#lib/view/new-failures.ts';

/**
 * useNewFailures returns the Services that started to fail since this page was opened, until the user acknowledges them. `complete`:
 * whether all Services have arrived; until then nothing counts as new.
 */
export function useNewFailures(
  services: ReadonlyMap<string, ServiceSummary>,
  complete: boolean,
): { fresh: readonly string[]; notice: () => void } {
  const [watch, setWatch] = useState<FailureWatch | null>(null);
  const present = complete ? watchFailures(watch, services.values()) : watch;
  if (present !== watch) setWatch(present);
  return {
    fresh: present?.fresh ?? [],
    notice: () => setWatch((last) => (last === null ? null : takeNotice(last))),
  };
}
