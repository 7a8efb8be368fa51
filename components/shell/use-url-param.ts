'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { type EntryState, historyStep } from '#lib/history-step.ts';

let goesBack = false;

/** Going back takes the browser a moment. A second call before it finishes would leave the page. */
function goBack(): void {
  if (goesBack) return;
  goesBack = true;
  window.addEventListener('popstate', () => (goesBack = false), { once: true });
  window.history.back();
}

/**
 * useUrlParam keeps a piece of the screen's state in the URL, so that it can be linked. Null removes it. `push` adds a history entry, for
 * what a user would consider navigation; `open` does too, and removing the value that such an entry brought goes back instead of adding
 * another entry.
 */
export function useUrlParam(
  name: string,
  mode: 'replace' | 'push' | 'open' = 'replace',
): [string | null, (value: string | null, how?: 'replace' | 'push') => void] {
  const value = useSearchParams().get(name);
  const set = useCallback(
    (next: string | null, how?: 'replace' | 'push') => {
      const url = new URL(window.location.href);
      const removes = next === null || next === '';
      const wasThere = url.searchParams.has(name);
      if (removes) url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      if (url.href === window.location.href) return;
      const entry = window.history.state as EntryState;
      const step = historyStep({ name, mode: how ?? mode, wasThere, removes, entry });
      if (step.do === 'back') goBack();
      else if (step.do === 'push') window.history.pushState(step.entry, '', url);
      else window.history.replaceState(step.entry, '', url);
    },
    [name, mode],
  );
  return [value, set];
}
