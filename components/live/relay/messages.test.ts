import { expect, test } from 'vitest';
import { isSessionOver, type RelayMessage } from '#components/live/relay/messages.ts';

const refused = (code: string): RelayMessage => ({ type: 'refused', code, message: '' });
const heartbeat: RelayMessage = { type: 'heartbeat', now: 0, apiHeardAt: null };
const snapshot: RelayMessage = { type: 'snapshot', topic: 'services', cursor: 'e:1', collections: {} };

test.each<[string, RelayMessage[], boolean]>([
  ['is over when the server refuses it', [refused('unauthorized')], true],
  ['is not over when the server refuses something else', [refused('tooMany')], false],
  ['stays over while only known data arrive', [refused('unauthorized'), snapshot], true],
  ['stays over while the stream is lost', [refused('unauthorized'), { type: 'lost', retryAt: 0 }], true],
  ['is accepted again once a heartbeat arrives', [refused('unauthorized'), heartbeat], false],
])('a session %s', (_, messages, isOver) => {
  expect(messages.reduce(isSessionOver, false)).toBe(isOver);
});
