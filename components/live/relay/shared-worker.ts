import type { TabMessage, WorkerMessage } from '#components/live/relay/messages.ts';
import { openRelay } from '#components/live/relay/open-relay.ts';
import type { Relay, RelayClient } from '#components/live/relay/relay.ts';

// Entry point of the SharedWorker: one relay per cluster, one client per tab.

const relays = new Map<string, Relay>();
/** The key of the browser's session, as the last tab to send one read it. */
let key: string | null = null;

function setKey(next: string | null): void {
  if (next === key) return;
  key = next;
  for (const relay of relays.values()) relay.retry();
}

globalThis.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0];
  if (port === undefined) return;
  const send = (message: WorkerMessage): void => port.postMessage(message);
  const client: RelayClient = { send };
  let relay: Relay | undefined;
  port.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    switch (data.type) {
      case 'hello':
        setKey(data.key);
        relay = relays.get(data.base) ?? openRelay(data.base, () => key);
        relays.set(data.base, relay);
        // The lock becomes free only once its tab is gone, even after a crash, which no message would report.
        void navigator.locks.request(data.lock, () => {
          relay?.leave(client);
          port.close();
        });
        return;
      case 'key':
        setKey(data.key);
        return;
      case 'want':
        relay?.want(client, data.topics);
        return;
      case 'retry':
        relay?.retry();
        return;
      case 'ask':
        send({ type: 'alive' });
    }
  });
  port.start();
});
