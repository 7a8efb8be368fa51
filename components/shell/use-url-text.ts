'use client';
import { useEffect, useState } from 'react';
import { useUrlParam } from './use-url-param.ts';

const WRITE_AFTER_MS = 250;

/**
 * useUrlText keeps text that a person types in the address. What is typed counts at once; the address follows after a moment,
 * because the router applies it in a transition, which would take back letters typed meanwhile, and because browsers limit how
 * often it may change. An address changed elsewhere (back, a link) becomes the text.
 */
export function useUrlText(name: string): [string, (text: string) => void] {
  const [param, setParam] = useUrlParam(name);
  const inAddress = param ?? '';
  const [text, setText] = useState(inAddress);
  const [written, setWritten] = useState(inAddress);
  const [seen, setSeen] = useState(inAddress);
  if (inAddress !== seen) {
    setSeen(inAddress);
    if (inAddress !== written) {
      setWritten(inAddress);
      setText(inAddress);
    }
  }
  useEffect(() => {
    if (text === written) return undefined;
    const timer = setTimeout(() => {
      setWritten(text);
      // The first letters are a step that Back undoes, those that follow are the same step.
      setParam(text, written === '' ? 'push' : 'replace');
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, written, setParam]);
  return [text, setText];
}
