import type { Readable } from 'node:stream';

/**
 * endWithInput calls `end` once when standard input ends. A launcher keeps the other end of that pipe and never writes: the system closes
 * it when the launcher exits, for whatever reason, so that nothing it started outlives it unnoticed.
 */
export function endWithInput(input: Readable, end: () => void): void {
  let hasEnded = false;
  const once = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    end();
  };
  for (const event of ['end', 'error', 'close']) input.once(event, once);
  input.resume();
}
