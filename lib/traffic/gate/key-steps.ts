/** A key press, and whether Shift is held. */
interface KeyStep {
  key: string;
  shiftKey: boolean;
}

const SHARE_STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowUp', 1],
  ['ArrowDown', -1],
  ['PageUp', 10],
  ['PageDown', -10],
]);
/** What Shift multiplies a step by, and what a page is. */
const BIG = 10;

/** shareAfterKey returns the percent that a key in a row's number field steps to, from 0 to 100; null for a key that does not step. */
export function shareAfterKey({ key, shiftKey }: KeyStep, percent: number): number | null {
  const step = SHARE_STEPS.get(key);
  return step === undefined ? null : clamp(percent + (shiftKey ? step * BIG : step), 100);
}

/**
 * dividerAfterKey returns the percent of the row before a divider after a key; null for a key that does not move it. `most` is what both of
 * its rows hold together. Forward keys (down, right) grow the row before it, in both orientations of the bar.
 */
export function dividerAfterKey({ key, shiftKey }: KeyStep, percent: number, most: number): number | null {
  const step = shiftKey ? BIG : 1;
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return clamp(percent + step, most);
    case 'ArrowUp':
    case 'ArrowLeft':
      return clamp(percent - step, most);
    case 'PageDown':
      return clamp(percent + BIG, most);
    case 'PageUp':
      return clamp(percent - BIG, most);
    case 'Home':
      return 0;
    case 'End':
      return most;
    default:
      return null;
  }
}

function clamp(percent: number, most: number): number {
  return Math.min(most, Math.max(0, percent));
}
