'use client';
import { PRESETS } from '#lib/knative/traffic-gesture.ts';
import type { RowKey } from '#lib/knative/traffic-rows.ts';
import type { DraftAction } from '#lib/traffic-draft/draft.ts';
import type { GateRow } from '#lib/traffic-draft/gate-rows.ts';
import type { EditorDialog } from './editor-dialogs.tsx';
import { isTyping, useShortcuts } from './shortcuts.ts';

interface EditorKeys {
  dialog: EditorDialog;
  disabled: boolean;
  changed: boolean;
  /** Whether the edit has a step to take back; without one the last change that was applied is taken back, by a review. */
  canUndo: boolean;
  /** The row that single keys act on; null where there is none. */
  active: GateRow | null;
  shown: readonly GateRow[];
  dispatch: (action: DraftAction) => void;
  onPreset: (percent: number) => void;
  onEven: () => void;
  onFold: () => void;
  onReview: () => void;
  onApply: () => void;
  onDiscard: () => void;
}

const OPEN_LAYER = '[role=dialog], [role=menu], [role=alertdialog]';

/** useEditorKeys gives every gesture of the editor its key; HelpDialog lists them. */
export function useEditorKeys(keys: EditorKeys): void {
  const { dialog, active, dispatch } = keys;
  useShortcuts((key, event) => {
    if (dialog === 'review' && key === 'mod+Enter') {
      keys.onApply();
      return true;
    }
    if (dialog !== null || keys.disabled) return false;
    switch (key) {
      case 'mod+z':
        if (keys.canUndo) dispatch({ type: 'undo' });
        else if (isTyping(event)) return false;
        else press('[data-undo]');
        return true;
      case 'mod+shift+z':
      case 'mod+y':
        dispatch({ type: 'redo' });
        return true;
      case 'mod+Enter':
        keys.onReview();
        return true;
      case 'Escape':
        if (!keys.changed || document.querySelector(OPEN_LAYER) !== null) return false;
        keys.onDiscard();
        return true;
      case 'e':
        keys.onEven();
        return true;
      case 'f':
        keys.onFold();
        return true;
      case 'l':
        if (active !== null) dispatch({ type: 'toggleLock', key: active.key });
        return true;
      case '[':
      case ']': {
        const next = active === null ? null : nextPreset(active.percent, key === ']');
        if (next !== null) keys.onPreset(next);
        return true;
      }
      case 't':
        if (active !== null) press(`[data-add-tag="${CSS.escape(active.key)}"]`);
        return true;
      case 'j':
      case 'k':
        focusRowBeside(keys.shown, active?.key ?? null, key === 'j' ? 1 : -1);
        return true;
      default:
        return false;
    }
  });
}

/** The next preset above or below; below the lowest comes 0, above the highest nothing. */
function nextPreset(percent: number, up: boolean): number | null {
  if (up) return PRESETS.find((preset) => preset > percent) ?? null;
  return PRESETS.findLast((preset) => preset < percent) ?? 0;
}

function focusRowBeside(rows: readonly GateRow[], from: RowKey | null, step: number): void {
  const index = rows.findIndex((row) => row.key === from);
  const next = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
  if (next === undefined) return;
  document.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(next.key)}"] input[type=range]`)?.focus();
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
