import type { DraftAction } from '#lib/traffic/draft/draft.ts';
import type { RowKey } from '#lib/traffic/rows.ts';

/** What the parts of the gate can ask of the editor. */
export interface GateActions {
  dispatch: (action: DraftAction) => void;
  /** Sets the row that presets and single keys act on. */
  focusRow: (key: RowKey) => void;
  /** Removes a destination from the list; the others get its share. */
  removeRow: (key: RowKey) => void;
  openRevision: (name: string) => void;
}
