import { expect, test } from 'vitest';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';
import { endRefusal, staleRefusal } from '#lib/view/stale-refusal.ts';
import { FakeClock } from '#tests/fake-clock.ts';

test('a live page asks for no confirmation', () => {
  expect(staleRefusal('none', null)).toEqual({ stale: null, words: null });
});

test('a page that is not live asks for a confirmation that explains what is wrong', () => {
  expect(staleRefusal('none', 'Not live: …')).toEqual({ stale: 'Not live: …', words: null });
});

test('after a refusal, a page that reports itself as live still asks for a confirmation', () => {
  const { stale, words } = staleRefusal('fresh', null);
  expect(stale).toContain('lost a watch');
  expect(words).toContain('Apply again');
});

test('once the page must have received the fault and is live, nothing has to be confirmed', () => {
  const { stale, words } = staleRefusal('over', null);
  expect(stale).toBeNull();
  expect(words).toContain('Nothing was changed');
});

test('a page that stopped being live since then asks for a confirmation', () => {
  expect(staleRefusal('over', 'Not live: …')).toMatchObject({ stale: 'Not live: …' });
});

test('a refusal expires one second after the longest time in which a reconnecting watch still counts as live', () => {
  const clock = new FakeClock();
  let ended = 0;
  endRefusal(clock, () => (ended += 1));
  clock.advance(RECONNECT_GRACE_MS + 999);
  expect(ended).toBe(0);
  clock.advance(1);
  expect(ended).toBe(1);
});
