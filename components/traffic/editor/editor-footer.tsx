'use client';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';

interface EditorFooterProps {
  /** Whether the cluster would accept it, or why it cannot be asked, in one line. */
  verdict: ReactNode;
  /** What would change and what it costs. */
  effect: ReactNode;
  changed: boolean;
  canUndo: boolean;
  canRedo: boolean;
  disabled: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onDiscard: () => void;
  onReview: () => void;
}

/** EditorFooter keeps the verdict next to the button; while there is something to apply it stays visible, however many rows there are. */
export function EditorFooter(props: EditorFooterProps) {
  const { changed, disabled } = props;
  return (
    <footer
      className={`no-print z-20 flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 rounded-b-[11px] border-t border-line bg-sunk px-4 py-2.5 text-sm ${
        changed ? 'sticky bottom-0 shadow-float' : ''
      }`}
    >
      <div aria-live="polite" className="grid min-w-0 flex-1 basis-72 gap-y-0.5">
        {props.verdict}
        <span className="min-w-0 text-xs text-ink-2">{props.effect}</span>
      </div>
      <div className="flex flex-wrap items-center gap-2 max-lg:[&>*]:px-2.5">
        <Button
          variant="ghost"
          disabled={disabled || !props.canUndo}
          onClick={props.onUndo}
          title="Undo (Ctrl+Z)"
        >
          Undo
        </Button>
        <Button
          variant="ghost"
          className={props.canRedo ? '' : 'max-lg:hidden'}
          disabled={disabled || !props.canRedo}
          onClick={props.onRedo}
          title="Redo (Ctrl+Shift+Z)"
        >
          Redo
        </Button>
        <Button disabled={disabled || !changed} onClick={props.onDiscard} shortcut="Esc">
          Discard
        </Button>
        <Button variant="primary" disabled={disabled || !changed} onClick={props.onReview} shortcut="⌘↵">
          Review and apply
        </Button>
      </div>
    </footer>
  );
}
