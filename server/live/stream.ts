import { type Cursor, HEARTBEAT_INTERVAL_MS, type HeartbeatMessage, type Topic } from '#lib/live/protocol.ts';
import type { Clock } from '#server/clock.ts';
import { frameBytes, messageBytes } from '#server/live/event-stream.ts';
import type { Hub } from '#server/live/hub.ts';

/** Bytes that may wait for a slow client; above it the hub is asked again only when the client has read. */
const HIGH_WATER_BYTES = 64 * 1024;

export interface StreamOptions {
  hub: Hub;
  clock: Clock;
  topics: readonly { topic: Topic; cursor: Cursor | null }[];
  heartbeat: () => HeartbeatMessage;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
  /** Aborted when the server stops: the client is told, then the stream ends. */
  shutdown: AbortSignal;
  /** Called once, however the stream ends. */
  onEnd: () => void;
}

/**
 * openStream opens the event stream of one client: a heartbeat at once, what the client lacks, then every change. A slow
 * client holds no queue: while it does not read, changes pile up in its cursors only.
 */
export function openStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const { hub, clock, topics, heartbeat, signal, shutdown, onEnd } = options;
  let end: () => void = () => undefined;
  let write: () => void = () => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const writable = (): boolean => (controller.desiredSize ?? 0) > 0;
        let pending = true;
        let cancelHeartbeat: () => void = () => undefined;
        let ended = false;

        write = () => {
          if (ended || !pending || !writable()) return;
          pending = false;
          for (const frame of subscription.take()) controller.enqueue(frameBytes(frame));
        };
        const subscription = hub.subscribe(topics, () => {
          pending = true;
          write();
        });
        const beat = (): void => {
          // A client that does not read learns from the silence; a heartbeat queued for it would tell it an old time.
          if (writable()) controller.enqueue(messageBytes(heartbeat()));
          cancelHeartbeat = clock.after(HEARTBEAT_INTERVAL_MS, beat);
        };
        end = () => {
          if (ended) return;
          ended = true;
          cancelHeartbeat();
          subscription.close();
          signal.removeEventListener('abort', close);
          shutdown.removeEventListener('abort', sayBye);
          onEnd();
        };
        const close = (): void => {
          if (ended) return;
          end();
          controller.close();
        };
        const sayBye = (): void => {
          if (!ended) controller.enqueue(messageBytes({ type: 'bye' }));
          close();
        };

        beat();
        write();
        signal.addEventListener('abort', close, { once: true });
        shutdown.addEventListener('abort', sayBye, { once: true });
        if (shutdown.aborted) sayBye();
        else if (signal.aborted) close();
      },
      pull: () => write(),
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
  );
}
