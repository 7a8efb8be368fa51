'use client';
import { useCallback, useEffect, useState } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { beginUrlText, noteWritten, seeAddress, writeLater } from '#lib/url-text.ts';
import { useUrlParam } from './use-url-param.ts';

/**
 * useUrlText keeps text that a person types in the address. What is typed counts at once; the address follows after a moment,
 * because the router applies it in a transition, which would take back letters typed since, and because browsers limit how
 * often it may change. An address changed elsewhere (back, a link) becomes the text.
 */
export function useUrlText(name: string): [string, (text: string) => void] {
  const [param, setParam] = useUrlParam(name);
  const inAddress = param ?? '';
  const [kept, setState] = useState(() => beginUrlText(inAddress));
  const state = seeAddress(kept, inAddress);
  if (state !== kept) setState(state);
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
