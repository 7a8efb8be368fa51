import { PageCalls } from '#components/access/page-calls.ts';
import { browserClock } from '#components/browser/browser-clock.ts';
import { readSnapshot, readStream } from '#components/live/relay/read-stream.ts';
import { Relay } from '#components/live/relay/relay.ts';

/**
 * openRelay starts a relay that talks to Sluice's server. `base` is the API path of the cluster; `readKey` returns the key of the
 * browser's session.
 */
export function openRelay(base: string, readKey: () => string | null): Relay {
  const calls = new PageCalls(readKey);
  return new Relay({
    clock: browserClock,
    random: Math.random,
    readSnapshot: (topic, signal) => readSnapshot(calls, base, topic, signal),
    readStream: (topics, signal, onMessage) => readStream(calls, base, topics, signal, onMessage),
  });
}
