'use client';
import { isTyping, useShortcuts } from '#components/keys/shortcuts.ts';
import type { EditorDialog } from '#components/traffic/dialogs/editor-dialogs.tsx';
import { assertNever } from '#lib/assert-never.ts';
import type { DraftAction } from '#lib/traffic/draft/draft.ts';
import { type EditorCommand, editorCommand, keyBeside } from '#lib/traffic/draft/editor-keys.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';

interface EditorKeys {
  dialog: EditorDialog;
  disabled: boolean;
  changed: boolean;
  /** Whether the edit has a step to undo; if not, undo opens a review that reverts the last applied change. */
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

/** useEditorKeys binds a key to every gesture of the editor (`editorCommand`); HelpDialog lists them. */
export function useEditorKeys(keys: EditorKeys): void {
  useShortcuts((key, event) => {
    const { dialog, disabled, changed, canUndo, active } = keys;
    const command = editorCommand(key, {
      dialog,
      disabled,
      changed,
      canUndo,
      active,
      isTyping: isTyping(event),
      isLayerOpen: document.querySelector(OPEN_LAYER) !== null,
    });
    if (command === null) return false;
    run(command, keys);
    return true;
  });
}

function run(command: EditorCommand, keys: EditorKeys): void {
  switch (command.do) {
    case 'undo':
    case 'redo':
      keys.dispatch({ type: command.do });
      return;
    case 'undoApplied':
      press('[data-undo]');
      return;
    case 'review':
      keys.onReview();
      return;
    case 'apply':
      keys.onApply();
      return;
    case 'discard':
      keys.onDiscard();
      return;
    case 'even':
      keys.onEven();
      return;
    case 'fold':
      keys.onFold();
      return;
    case 'preset':
      keys.onPreset(command.percent);
      return;
    case 'lock':
      keys.dispatch({ type: 'toggleLock', key: command.row });
      return;
    case 'addTag':
      press(`[data-add-tag="${CSS.escape(command.row)}"]`);
      return;
    case 'focusRow':
      focusRowBeside(keys, command.step);
      return;
    case 'none':
      return;
    default:
      assertNever(command);
  }
}

function focusRowBeside({ shown, active }: EditorKeys, step: number): void {
  const next = keyBeside(
    shown.map((row) => row.key),
    active?.key ?? null,
    step,
  );
  if (next === undefined) return;
  document.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(next)}"] input[type=range]`)?.focus();
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
