'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/**
 * useUrlParam keeps a piece of what the screen shows in the address, so that it can be linked. Null removes it. `push` makes
 * a step of the browser's history, for what a person would call going somewhere.
 */
export function useUrlParam(
  name: string,
  mode: 'replace' | 'push' = 'replace',
): [string | null, (value: string | null) => void] {
  const value = useSearchParams().get(name);
  const set = useCallback(
    (next: string | null) => {
      const url = new URL(window.location.href);
      if (next === null || next === '') url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      if (url.href === window.location.href) return;
      if (mode === 'push') window.history.pushState(null, '', url);
      else window.history.replaceState(null, '', url);
    },
    [name, mode],
  );
  return [value, set];
}
