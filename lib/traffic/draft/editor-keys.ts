import { PRESETS } from '#lib/traffic/gesture.ts';

/** State that the traffic editor's keys depend on. */
export interface EditorKeyState {
  /** The open dialog; null when none is open. */
  dialog: 'review' | 'conflict' | null;
  /** Whether editing is disabled. */
  disabled: boolean;
  /** Whether the edit changes anything. */
  changed: boolean;
  /** Whether the edit has a step to undo. */
  canUndo: boolean;
  /** The row that single keys act on, and its percent; null when there is none. */
  active: { key: string; percent: number } | null;
  /** Whether the key press goes to a text field, a menu or a dialog. */
  isTyping: boolean;
  /** Whether a dialog or menu is open anywhere on the page. */
  isLayerOpen: boolean;
}

/** Action of a key. `none`: the editor handles the key, and there is nothing to do. */
export type EditorCommand =
  | { do: 'none' | 'undo' | 'redo' | 'undoApplied' | 'review' | 'apply' | 'discard' | 'even' | 'fold' }
  | { do: 'lock' | 'addTag'; row: string }
  | { do: 'preset'; percent: number }
  | { do: 'focusRow'; step: 1 | -1 };

const NONE: EditorCommand = { do: 'none' };

/** editorCommand returns what a key, named as by `shortcutOf`, does in the editor; null when the editor does not handle it. */
export function editorCommand(key: string, state: EditorKeyState): EditorCommand | null {
  const { active } = state;
  if (state.dialog === 'review' && key === 'mod+Enter') return { do: 'apply' };
  if (state.dialog !== null || state.disabled) return null;
  switch (key) {
    case 'mod+z':
      if (state.canUndo) return { do: 'undo' };
      // In a text field it undoes typing.
      return state.isTyping ? null : { do: 'undoApplied' };
    case 'mod+shift+z':
    case 'mod+y':
      return { do: 'redo' };
    case 'mod+Enter':
      return { do: 'review' };
    case 'Escape':
      return state.changed && !state.isLayerOpen ? { do: 'discard' } : null;
    case 'e':
      return { do: 'even' };
    case 'f':
      return { do: 'fold' };
    case 'l':
      return active === null ? NONE : { do: 'lock', row: active.key };
    case 't':
      return active === null ? NONE : { do: 'addTag', row: active.key };
    case '[':
    case ']': {
      const percent = active === null ? null : nextPreset(active.percent, key === ']');
      return percent === null ? NONE : { do: 'preset', percent };
    }
    case 'j':
      return { do: 'focusRow', step: 1 };
    case 'k':
      return { do: 'focusRow', step: -1 };
    default:
      return null;
  }
}

/** nextPreset returns the next preset above or below. Below the lowest it returns 0, above the highest null. */
function nextPreset(percent: number, up: boolean): number | null {
  if (up) return PRESETS.find((preset) => preset > percent) ?? null;
  return PRESETS.findLast((preset) => preset < percent) ?? 0;
}

/** keyBeside returns the row that is `step` steps from another, clamped to the first or last row; undefined when there are no rows. */
export function keyBeside(keys: readonly string[], from: string | null, step: number): string | undefined {
  const index = from === null ? -1 : keys.indexOf(from);
  return keys[Math.min(keys.length - 1, Math.max(0, index + step))];
}
