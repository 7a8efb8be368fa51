'use client';
import { useEffect, useState } from 'react';
import { classNames } from './class-names.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

interface CopyButtonProps {
  text: string;
  /** What is copied, for the accessible name: "Copy <what>". */
  what: string;
  label?: boolean;
  className?: string;
}

const SHOWN_MS = 1_600;

/** CopyButton copies text and shows whether that worked. */
export function CopyButton({ text, what, label = false, className }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (result === null) return undefined;
    const timer = setTimeout(() => setResult(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () => {
    if (navigator.clipboard === undefined) {
      setResult('failed');
      return;
    }
    navigator.clipboard.writeText(text).then(
      () => setResult('copied'),
      () => setResult('failed'),
    );
  };
  const said = result === 'copied' ? 'Copied' : result === 'failed' ? 'Not allowed to copy' : 'Copy';
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={result === null ? `Copy ${what}` : said}
      title={result === null ? `Copy ${what}` : said}
      className={classNames(
        'inline-flex h-6.5 min-w-6.5 items-center justify-center gap-1.5 rounded-md text-xs text-ink-2 hover:bg-hover hover:text-ink',
        label && 'border border-edge/60 bg-panel px-2 font-medium',
        className,
      )}
    >
      {result === 'copied' ? <CheckIcon className="text-ok" /> : <CopyIcon />}
      {label ? said : null}
      <output className="sr-only">{result === null ? '' : said}</output>
    </button>
  );
}
