import { onPageKey, readPageKey } from '#components/access/page-key.ts';
import { browserClock } from '#components/browser/browser-clock.ts';
import type { RelayMessage, TabMessage, WorkerMessage } from '#components/live/relay/messages.ts';
import { openRelay } from '#components/live/relay/open-relay.ts';
import { every } from '#lib/clock.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { LOOK_EVERY_MS, lookAtWorker, receivedFromWorker, startWatch } from '#lib/live/worker-watch.ts';

/** A tab's end of the relay. */
export interface RelayConnection {
  /** Replaces the set of topics that this tab follows. */
  want(topics: readonly Topic[]): void;
  retry(): void;
  close(): void;
}

/** After this many workers that never answered, a tab opens its own stream. */
const MAX_WORKERS = 3;

/**
 * connectRelay joins the browser's SharedWorker, or runs a relay in this tab where SharedWorker is unavailable. It replaces a worker that
 * does not answer: browsers kill workers when memory is low, and a worker may fail to start.
 */
export function connectRelay(base: string, onMessage: (message: RelayMessage) => void): RelayConnection {
  if (typeof SharedWorker === 'undefined' || navigator.locks === undefined) return inThisTab(base, onMessage);
  let topics: readonly Topic[] = [];
  let workers = 1;
  let current: RelayConnection = inWorker(base, workers, onMessage, () => replace());
  const replace = (): void => {
    current.close();
    workers += 1;
    current =
      workers > MAX_WORKERS
        ? inThisTab(base, onMessage)
        : inWorker(base, workers, onMessage, () => replace());
    current.want(topics);
  };
  return {
    want(next) {
      topics = next;
      current.want(next);
    },
    retry: () => current.retry(),
    close: () => current.close(),
  };
}

/** Joins the worker with that number; calls `onGone` once if the worker does not answer. */
function inWorker(
  base: string,
  number: number,
  onMessage: (message: RelayMessage) => void,
  onGone: () => void,
): RelayConnection {
  // Another name starts another worker; all tabs that lost the previous one share it.
  const { port } = new SharedWorker(new URL('./shared-worker.ts', import.meta.url), {
    type: 'module',
    name: number === 1 ? 'sluice-live' : `sluice-live-${number}`,
  });
  const send = (message: TabMessage): void => port.postMessage(message);
  let watch = startWatch(browserClock.now());
  const onWorkerMessage = ({ data }: MessageEvent<WorkerMessage>): void => {
    watch = receivedFromWorker(watch, browserClock.now());
    if (data.type !== 'alive') onMessage(data);
  };
  port.addEventListener('message', onWorkerMessage);
  port.start();
  const stopLooking = every(browserClock, LOOK_EVERY_MS, () => {
    const { watch: looked, effect } = lookAtWorker(watch, browserClock.now());
    watch = looked;
    if (effect === 'ask') send({ type: 'ask' });
    if (effect === 'replace') onGone();
  });
  const lock = `sluice-tab-${crypto.randomUUID()}`;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let topics: readonly Topic[] = [];
  let ready = false;
  // The tab must hold the lock before the worker requests it, or the worker would treat this tab as gone.
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
      stopLooking();
      port.removeEventListener('message', onWorkerMessage);
      stopListening();
      release();
    },
  };
}

function inThisTab(base: string, onMessage: (message: RelayMessage) => void): RelayConnection {
  const relay = openRelay(base, readPageKey);
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
