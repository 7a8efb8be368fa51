import type { Clock } from '#lib/clock.ts';

/** Text that a person types, and what the page's address holds of it. */
export interface UrlText {
  /** As typed so far. */
  text: string;
  /** What this page wrote into the address last, or took from it. */
  written: string;
  /** What the address held when it was last looked at: it follows a write after a moment. */
  seen: string;
  /** What this page wrote and the address did not hold yet when it was last looked at, oldest first. */
  onTheWay: readonly string[];
}

/** How long text is left alone before the address follows, ms. */
const WRITE_AFTER_MS = 250;

/** beginUrlText starts with what the address holds. */
export function beginUrlText(inAddress: string): UrlText {
  return { text: inAddress, written: inAddress, seen: inAddress, onTheWay: [] };
}

/**
 * seeAddress takes in what the address holds now. A change that this page did not make (back, a link) becomes the text; one that it
 * made does not, though more was typed and written since.
 */
export function seeAddress(state: UrlText, inAddress: string): UrlText {
  if (inAddress === state.seen) return state;
  const at = state.onTheWay.indexOf(inAddress);
  if (at === -1) return beginUrlText(inAddress);
  return { ...state, seen: inAddress, onTheWay: state.onTheWay.slice(at + 1) };
}

/** noteWritten notes that this page wrote a text into the address. */
export function noteWritten(state: UrlText, text: string): UrlText {
  return { ...state, written: text, onTheWay: [...state.onTheWay, text] };
}

/**
 * writeLater calls back once the text has been left alone for a moment, unless the address holds it. `push`: the first letters are a
 * step of the browser's history, which Back undoes; those that follow belong to the same step. Returns what cancels it.
 */
export function writeLater(
  clock: Clock,
  { text, written }: Pick<UrlText, 'text' | 'written'>,
  write: (text: string, how: 'push' | 'replace') => void,
): () => void {
  if (text === written) return () => {};
  return clock.after(WRITE_AFTER_MS, () => write(text, written === '' ? 'push' : 'replace'));
}
