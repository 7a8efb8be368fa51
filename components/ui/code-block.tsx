import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  code: string;
  /** What the code is, for the copy button's name and the region's label. */
  what: string;
  /** Wraps long lines instead of scrolling: for commands. */
  wrap?: boolean;
}

/** CodeBlock shows a command or a document to copy; it scrolls by itself. */
export function CodeBlock({ code, what, wrap = false }: CodeBlockProps) {
  return (
    <div className="relative rounded-lg border border-line bg-sunk">
      <pre
        aria-label={what}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={0}
        className={`mono overflow-auto py-3 pr-12 pl-3.5 text-xs leading-5 text-ink ${wrap ? 'whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre'}`}
      >
        {code}
      </pre>
      <CopyButton text={code} what={what} className="absolute top-1.5 right-1.5 bg-sunk" />
    </div>
  );
}
