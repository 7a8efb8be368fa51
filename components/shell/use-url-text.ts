'use client';
import { useCallback, useEffect, useState } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { beginUrlText, followHistory, noteWritten, seeAddress, writeLater } from '#lib/url-text.ts';
import { useUrlParam } from './use-url-param.ts';

/**
 * useUrlText keeps text that the user types in the URL. The typed text applies immediately; the URL is debounced, because the router
 * applies it in a transition, which would drop letters typed since, and because browsers rate-limit URL changes. When the URL changes
 * elsewhere (back, a link), the text follows it.
 */
export function useUrlText(name: string): [string, (text: string) => void] {
  const [param, setParam] = useUrlParam(name);
  const inAddress = param ?? '';
  const [kept, setState] = useState(() => beginUrlText(inAddress));
  const state = seeAddress(kept, inAddress);
  if (state !== kept) setState(state);
  useEffect(() => {
    const onPopState = () => {
      const moved = new URL(window.location.href).searchParams.get(name) ?? '';
      setState((present) => followHistory(present, moved));
    };
    window.addEventListener('popstate', onPopState);
    return () => window.removeEventListener('popstate', onPopState);
  }, [name]);
  const { text, written } = state;
  useEffect(
    () =>
      writeLater(browserClock, { text, written }, (next, how) => {
        setState((present) => noteWritten(present, next));
        setParam(next, how);
      }),
    [text, written, setParam],
  );
  const setText = useCallback((next: string) => setState((present) => ({ ...present, text: next })), []);
  return [text, setText];
}
