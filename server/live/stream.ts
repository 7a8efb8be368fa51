import { type Cursor, HEARTBEAT_INTERVAL_MS, type HeartbeatMessage, type Topic } from '#lib/live/protocol.ts';
import { type Clock, elapsedMs } from '#server/clock.ts';
import { frameBytes, messageBytes } from '#server/live/event-stream.ts';
import type { Hub } from '#server/live/hub.ts';

/** Bytes that may be buffered for a slow client; above this, the hub is read again only after the client has read. */
const HIGH_WATER_BYTES = 64 * 1024;
/** A large frame is sent in chunks of this size, to distinguish a client that reads slowly from one that does not read. */
const PIECE_BYTES = 16 * 1024;
/** A stream from which nothing was read for this long ends: nobody is reading. A browser opens another one when it is back. */
export const UNREAD_MS = 30_000;

export interface StreamOptions {
  hub: Hub;
  clock: Clock;
  topics: readonly { topic: Topic; cursor: Cursor | null }[];
  heartbeat: () => HeartbeatMessage;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
  /** Aborted when the server stops: the client gets a bye, then the stream ends. */
  shutdown: AbortSignal;
  /** Called once, however the stream ends. */
  onEnd: () => void;
}

/**
 * openStream opens the event stream of one client: a heartbeat immediately, then what the client lacks, then every change. A slow client
 * has no queue: while it does not read, changes only accumulate behind its cursors. A client that reads nothing for 30 s is disconnected.
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
        let enqueuedBytes = 0;
        let readBytes = 0;
        let readAt = clock.moment();

        const enqueue = (bytes: Uint8Array): void => {
          for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
            controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
          }
          enqueuedBytes += bytes.length;
        };
        /** Whether the client has read anything in the last 30 s, or there was nothing to read. */
        const isRead = (): boolean => {
          const waitingBytes = HIGH_WATER_BYTES - (controller.desiredSize ?? HIGH_WATER_BYTES);
          const before = readBytes;
          readBytes = enqueuedBytes - waitingBytes;
          if (readBytes !== before || waitingBytes === 0) readAt = clock.moment();
          return elapsedMs(clock, readAt) < UNREAD_MS;
        };
        write = () => {
          if (ended || !pending || !writable()) return;
          pending = false;
          for (const frame of subscription.take()) enqueue(frameBytes(frame));
        };
        const subscription = hub.subscribe(topics, () => {
          pending = true;
          write();
        });
        const beat = (): void => {
          if (!isRead()) {
            close();
            return;
          }
          // A client that does not read notices the missing heartbeats; one queued for it would carry an old time.
          if (writable()) enqueue(messageBytes(heartbeat()));
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
          if (!ended) enqueue(messageBytes({ type: 'bye' }));
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
