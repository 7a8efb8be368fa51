import { expect, it } from 'vitest';
import { parseFrame, parseSnapshot } from '#lib/api/frames.ts';

const snapshot = {
  type: 'snapshot',
  topic: 'services',
  cursor: 'e:1',
  collections: { services: { 'shop/cart': { name: 'cart' } } },
};
const changes = {
  type: 'changes',
  topic: 'service/shop/cart',
  cursor: 'e:2',
  upserted: { head: { head: {} } },
  removed: { pods: ['cart-1'] },
};

it.each([
  ['a snapshot', snapshot],
  ['the first part of one', { ...snapshot, total: 5_000 }],
  ['changes', changes],
  ['a heartbeat', { type: 'heartbeat', now: 1, apiHeardAt: null }],
  ['a goodbye', { type: 'bye' }],
])('accepts %s unchanged', (_what, message) => {
  expect(parseFrame(JSON.stringify(message))).toEqual(message);
});

it('shares values with the message without inspecting or copying them', () => {
  const answer = structuredClone(snapshot);
  expect(parseSnapshot(answer).collections).toBe(answer.collections);
});

it.each([
  ['text', 'hello'],
  ['a message of another kind', JSON.stringify({ type: 'progress' })],
  ['an unknown topic', JSON.stringify({ ...snapshot, topic: 'service/shop' })],
  ['a cursor that is a number', JSON.stringify({ ...snapshot, cursor: 1 })],
  ['a list for a collection', JSON.stringify({ ...snapshot, collections: { services: [] } })],
  ['a value that is text', JSON.stringify({ ...snapshot, collections: { services: { a: 'b' } } })],
  ['removed keys that are not a list', JSON.stringify({ ...changes, removed: { pods: 'cart-1' } })],
  ['changes without what was removed', JSON.stringify({ ...changes, removed: undefined })],
  ['a heartbeat without the time', JSON.stringify({ type: 'heartbeat', apiHeardAt: null })],
])('refuses %s', (_what, text) => {
  expect(() => parseFrame(text)).toThrow(/"message"|valid JSON/);
});

it('rejects an answer that is not a snapshot', () => {
  expect(() => parseSnapshot(changes)).toThrow(/"message"/);
  expect(() => parseSnapshot(null)).toThrow(/"message"/);
});
