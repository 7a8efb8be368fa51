/** Marks the history entry that a page pushed for a parameter of its address: Back undoes it. */
const STEP = 'sluiceStep';

/** State of a history entry, as the browser keeps it; null when none was set. */
export type EntryState = Record<string, unknown> | null;

/** A change of one parameter of the page's address. */
export interface ParamChange {
  name: string;
  /** `open` adds a history entry when the parameter appears; when it is removed again, that entry is left by going back. */
  mode: 'replace' | 'push' | 'open';
  wasThere: boolean;
  /** Whether the change removes the parameter. */
  removes: boolean;
  /** State of the history entry that the page shows. */
  entry: EntryState;
}

/** How to write a changed address: by leaving the history entry, by adding one, or in its place, with this state. */
export type HistoryStep = { do: 'back' } | { do: 'push' | 'replace'; entry: EntryState };

/** historyStep returns how the browser's history takes a changed parameter. */
export function historyStep({ name, mode, wasThere, removes, entry }: ParamChange): HistoryStep {
  const isOwnEntry = entry?.[STEP] === name;
  if (mode === 'open' && removes && isOwnEntry) return { do: 'back' };
  if (mode === 'open' && !removes && !wasThere) return { do: 'push', entry: { [STEP]: name } };
  if (mode === 'push') return { do: 'push', entry: null };
  return { do: 'replace', entry: isOwnEntry && !removes ? { [STEP]: name } : null };
}
