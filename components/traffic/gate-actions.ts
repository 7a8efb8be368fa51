import type { RowKey } from '#lib/knative/traffic-rows.ts';
import type { DraftAction } from '#lib/traffic-draft/draft.ts';

/** What the parts of the gate may ask of the editor. */
export interface GateActions {
  dispatch: (action: DraftAction) => void;
  /** The row that presets and single keys act on. */
  focusRow: (key: RowKey) => void;
  /** Takes a destination out of the list; the others get its share. */
  removeRow: (key: RowKey) => void;
  openRevision: (name: string) => void;
}
