import type { TabMessage } from '#components/live/relay/messages.ts';
import { Relay, type RelayClient } from '#components/live/relay/relay.ts';

// Entry of the SharedWorker: one relay a cluster, one client a tab.

const relays = new Map<string, Relay>();

globalThis.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0];
  if (port === undefined) return;
  const client: RelayClient = { send: (message) => port.postMessage(message) };
  let relay: Relay | undefined;
  port.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    switch (data.type) {
      case 'hello':
        relay = relays.get(data.base) ?? new Relay(data.base);
        relays.set(data.base, relay);
        // The lock is free only once its tab is gone, crashed ones included: no message says so.
        void navigator.locks.request(data.lock, () => {
          relay?.leave(client);
          port.close();
        });
        return;
      case 'want':
        relay?.want(client, data.topics);
        return;
      case 'retry':
        relay?.retry();
    }
  });
  port.start();
});
