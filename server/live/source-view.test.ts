import { expect, test } from 'vitest';
import { isLost } from '#server/live/source-view.ts';

const since = '2026-01-01T12:00:00.000Z';
const at = Date.parse(since);

test.each([
  ['has just been lost', 'reconnecting', at + 1_999, false],
  ['has been lost for two seconds', 'reconnecting', at + 2_000, true],
  ['was lost before the clock was set back by an hour', 'reconnecting', at - 3_600_000, true],
  ['is live', 'live', at + 3_600_000, false],
] as const)('reports a watch that %s', (_how, phase, now, expected) => {
  expect(isLost({ phase, since }, now)).toBe(expected);
});
