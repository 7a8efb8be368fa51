import { type Cursor, parseTopic, type Topic } from '#lib/live/protocol.ts';
import type { Caller } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import type { Lease } from '#server/live/detail-tier.ts';
import type { Hub } from '#server/live/hub.ts';
import { Quota } from '#server/live/quota.ts';
import { openStream } from '#server/live/stream.ts';

/** A browser needs one stream for all its tabs, two while it changes what it follows. */
const MAX_STREAMS = 200;
export const MAX_STREAMS_PER_CALLER = 100;

export interface StreamsOptions {
  hub: Hub;
  clock: Clock;
  /** When the API server last sent anything, Unix ms; null before the first response. */
  heardAt: () => number | null;
  /** Opens a Service for a stream that follows it. Throws TooManyError. */
  openService: (namespace: string, name: string, caller: Caller) => Lease;
  /** Called with the number of open streams when it changes. */
  onViewers: (viewers: number) => void;
}

/** What one client asks for. */
export interface StreamRequest {
  /** What it follows, each from its cursor; null: from a snapshot. */
  topics: readonly { topic: Topic; cursor: Cursor | null }[];
  caller: Caller;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
  /** Called once, however the stream ends. */
  onEnd?: () => void;
}

/** The event streams of all clients: counted, in total and per caller. Each holds the Services that it follows open until it ends. */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #shutdown = new AbortController();
  readonly #quota = new Quota({
    what: 'event streams',
    limit: MAX_STREAMS,
    limitPerCaller: MAX_STREAMS_PER_CALLER,
    retryAfterSeconds: 5,
  });

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Opens the stream of one client. If it throws TooManyError, nothing has been opened. */
  open(request: StreamRequest): ReadableStream<Uint8Array> {
    const { hub, clock, heardAt, openService, onViewers } = this.#options;
    const giveBack = [this.#quota.take(request.caller)];
    try {
      for (const topic of new Set(request.topics.map((requested) => requested.topic))) {
        const parsed = parseTopic(topic);
        if (parsed?.kind !== 'service') continue;
        giveBack.push(openService(parsed.namespace, parsed.name, request.caller).release);
      }
    } catch (error) {
      for (const release of giveBack) release();
      throw error;
    }
    onViewers(this.#quota.count);
    return openStream({
      hub,
      clock,
      topics: request.topics,
      heartbeat: () => ({ type: 'heartbeat', now: clock.now(), apiHeardAt: heardAt() }),
      signal: request.signal,
      shutdown: this.#shutdown.signal,
      onEnd: () => {
        for (const release of giveBack) release();
        onViewers(this.#quota.count);
        request.onEnd?.();
      },
    });
  }

  /** Sends a bye to every client and ends its stream. */
  stop(): void {
    this.#shutdown.abort();
  }
}
