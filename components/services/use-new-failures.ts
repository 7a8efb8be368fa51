'use client';
import { useState } from 'react';
import { type FailureWatch, takeNotice, watchFailures } from '#lib/view/new-failures.ts';
import type { ServiceSummary } from '#lib/view/types.ts';

/**
 * useNewFailures tells which Services began to fail since this page was opened, until somebody takes notice. `complete`: whether
 * all Services have arrived; before, nothing is new.
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
