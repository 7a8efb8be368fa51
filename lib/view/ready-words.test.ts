import { expect, test } from 'vitest';
import type { ServingState } from '#lib/traffic/harm.ts';
import { revisionTone } from '#lib/view/ready-words.ts';

test.each<[what: string, ready: 'True' | 'False', percent: number, state: ServingState, tone: string | null]>(
  [
    ['gets no traffic', 'False', 0, 'fails', 'warn'],
    ['gets traffic and fails', 'False', 10, 'fails', 'bad'],
    ['gets traffic and has a pod that serves', 'False', 10, 'serves', 'warn'],
    ['is ready', 'True', 100, 'serves', null],
  ],
)('the health of a revision that %s: Ready %s, %s %%, %s is drawn %s', (_, ready, routedPercent, state, tone) => {
  const serving = { revisionName: 'hello-00001', state, words: '', ofService: null };
  expect(revisionTone({ ready, routedPercent, serving })).toBe(tone);
});
