import { onPageKey, readPageKey } from '#components/access/page-key.ts';
import type { RelayMessage, TabMessage } from '#components/live/relay/messages.ts';
import { Relay } from '#components/live/relay/relay.ts';
import type { Topic } from '#lib/live/protocol.ts';

/** A tab's end of the relay. */
export interface RelayConnection {
  /** Replaces the set of topics that this tab follows. */
  want(topics: readonly Topic[]): void;
  retry(): void;
  close(): void;
}

/** connectRelay joins the browser's SharedWorker, or runs a relay in this tab where there is none. */
export function connectRelay(base: string, onMessage: (message: RelayMessage) => void): RelayConnection {
  if (typeof SharedWorker === 'undefined' || navigator.locks === undefined) return inThisTab(base, onMessage);
  const worker = new SharedWorker(new URL('./shared-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sluice-live',
  });
  const { port } = worker;
  const send = (message: TabMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<RelayMessage>) => onMessage(data));
  port.start();
  const lock = `sluice-tab-${crypto.randomUUID()}`;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let topics: readonly Topic[] = [];
  let ready = false;
  // The lock must be held before the worker asks for it, or the worker would take this tab for dead.
  void navigator.locks.request(lock, () => {
    ready = true;
    send({ type: 'hello', base, lock, key: readPageKey() });
    send({ type: 'want', topics });
    return held;
  });
  const stopListening = onPageKey((key) => send({ type: 'key', key }));
  return {
    want(next) {
      topics = next;
      if (ready) send({ type: 'want', topics });
    },
    retry: () => send({ type: 'retry' }),
    close() {
      stopListening();
      release();
    },
  };
}

function inThisTab(base: string, onMessage: (message: RelayMessage) => void): RelayConnection {
  const relay = new Relay(base, readPageKey);
  const client = { send: onMessage };
  const stopListening = onPageKey(() => relay.retry());
  return {
    want: (topics) => relay.want(client, topics),
    retry: () => relay.retry(),
    close() {
      stopListening();
      relay.stop();
    },
  };
}
