import type { Clock } from '#lib/clock.ts';

/** Text that a person types, and its copy in the page's address. */
export interface UrlText {
  /** As typed so far. */
  text: string;
  /** What this page last wrote into the address, or took from it. */
  written: string;
  /** The address as last seen; it follows a write after a moment. */
  seen: string;
  /** What this page wrote and the address did not yet show when last seen, oldest first. */
  onTheWay: readonly string[];
}

/** How long text must be unchanged before it is written to the address, ms. */
const WRITE_AFTER_MS = 250;

/** beginUrlText returns the initial state from the address. */
export function beginUrlText(inAddress: string): UrlText {
  return { text: inAddress, written: inAddress, seen: inAddress, onTheWay: [] };
}

/**
 * seeAddress handles the current address. A change that this page did not make (Back, a link) becomes the text. One that it made does not,
 * even when more has been typed and written since.
 */
export function seeAddress(state: UrlText, inAddress: string): UrlText {
  if (inAddress === state.seen) return state;
  const at = state.onTheWay.indexOf(inAddress);
  if (at === -1) return beginUrlText(inAddress);
  return { ...state, seen: inAddress, onTheWay: state.onTheWay.slice(at + 1) };
}

/**
 * followHistory handles a move through the history (Back, Forward) to an address with this text. The move may undo a write that the
 * address, as the router shows it, never showed: then nothing changes there for seeAddress to see. Letters that were typed since the last
 * write stay when the move does not concern them.
 */
export function followHistory(state: UrlText, inAddress: string): UrlText {
  if (inAddress === state.written) return state;
  return { ...state, text: inAddress, written: inAddress, onTheWay: [inAddress] };
}

/** noteWritten records that this page wrote a text into the address. */
export function noteWritten(state: UrlText, text: string): UrlText {
  return { ...state, written: text, onTheWay: [...state.onTheWay, text] };
}

/**
 * writeLater debounces: it calls back once the text has been unchanged for a moment, unless the address already holds it. `push`: the first
 * letters add a history entry, which Back undoes; later ones belong to the same entry. Returns a function that cancels.
 */
export function writeLater(
  clock: Clock,
  { text, written }: Pick<UrlText, 'text' | 'written'>,
  write: (text: string, how: 'push' | 'replace') => void,
): () => void {
  if (text === written) return () => {};
  return clock.after(WRITE_AFTER_MS, () => write(text, written === '' ? 'push' : 'replace'));
}
