import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changeSentence,
  consequences,
  identityRows,
  keepsWords,
  type PinnedIdentity,
} from './pinned-identity.ts';

const alice: PinnedIdentity = {
  server: 'https://one',
  trust: 'the authorities of this machine',
  user: 'alice',
  signsIn: 'a token',
  actsAs: null,
  namespace: 'shop',
};
const to = (now: Partial<PinnedIdentity>) => ({ id: 'x', before: alice, now: { ...alice, ...now } });

test('another server is shown by its address, with whose credential it gets and what is not carried over', () => {
  const change = to({ server: 'https://two', user: 'bob', namespace: 'lab' });
  expect(changeSentence('work', change)).toBe(
    'The context work now points to https://two, and no longer to https://one.',
  );
  expect(identityRows(change)).toEqual([
    { what: 'Server', before: 'https://one', now: 'https://two' },
    { what: 'User', before: 'alice', now: 'bob' },
    { what: 'Namespace', before: 'shop', now: 'lab' },
  ]);
  expect(consequences(change).join(' ')).toContain(
    'From now on https://two gets the credential of the user bob: a token. https://one is no longer used.',
  );
  expect(consequences(change).join(' ')).toContain('none carries over to a Service of the new one');
  expect(keepsWords(change)).toBe(
    'Until you confirm, Sluice continues with https://one as the user alice as long as that credential is valid.',
  );
});

test('another user on the same server keeps the edits, and is not shown as another server', () => {
  const words = consequences(to({ user: 'bob' })).join(' ');
  expect(words).toContain('The credential of the user alice is no longer used.');
  expect(words).toContain('Edits that were not applied stay.');
});

test('each part that differs has a line, and nothing else does', () => {
  const keys = Object.keys(alice) as (keyof PinnedIdentity)[];
  fc.assert(
    fc.property(fc.subarray(keys), (others) => {
      const now = Object.fromEntries(others.map((key) => [key, `another ${key}`]));
      expect(identityRows(to(now))).toHaveLength(others.length);
    }),
  );
});
