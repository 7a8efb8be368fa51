import { deepStrictEqual } from 'node:assert';
import { createParser } from 'eventsource-parser';
import { streamMessage } from '#lib/api/topics.ts';
import * as z from '#lib/api/zod.ts';
import { LiveStore } from '#lib/live/live-store.ts';
import type { StreamMessage, Topic } from '#lib/live/protocol.ts';
import type { Clock } from '#server/clock.ts';
import type { Live } from '#server/live/live.ts';

/** A browser without a screen: reads a stream into a store, can stop reading, disconnect and reconnect. */
export class LiveClient {
  readonly store: LiveStore;
  readonly messages: StreamMessage[] = [];
  readonly #topics: readonly Topic[];
  readonly #clock: Clock;
  #abort: AbortController | undefined;
  #isReading = true;
  #resume: (() => void) | undefined;

  constructor(topics: readonly Topic[], clock: Clock) {
    this.#topics = topics;
    this.#clock = clock;
    this.store = new LiveStore(clock.now());
  }

  /** Opens a stream starting from what the store knows. */
  connect(live: Live): void {
    this.disconnect();
    const abort = new AbortController();
    this.#abort = abort;
    const topics = this.#topics.map((topic) => ({ topic, cursor: this.store.cursor(topic) }));
    const caller = { kind: 'local', via: 'cookie' } as const;
    void this.#read(live.openStream({ topics, caller, signal: abort.signal }), abort.signal).then(() => {
      // As a browser does when its stream ends.
      if (!abort.signal.aborted && this.messages.at(-1)?.type !== 'bye') this.connect(live);
    });
  }

  disconnect(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.store.lost(this.#clock.now());
    this.setReading(true);
  }

  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    if (isReading) this.#resume?.();
  }

  async #read(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const parser = createParser({
      onEvent: ({ data }) => {
        const message = asPromised(JSON.parse(data));
        this.messages.push(message);
        this.store.receive(message, this.#clock.now());
      },
    });
    const decoder = new TextDecoder();
    const reader = stream.getReader();
    for (;;) {
      if (!this.#isReading) await new Promise<void>((resolve) => (this.#resume = resolve));
      const { done, value } = await reader.read();
      // Data still buffered when a connection was cut never arrive.
      if (done || signal.aborted) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }
}

/** asPromised checks a message against the contract, down to each value: no field is missing, of another type, or extra. */
export function asPromised(message: unknown): StreamMessage {
  const parsed = z.parse(streamMessage, message);
  deepStrictEqual(parsed, message);
  return parsed;
}

/** Lets everything that is ready to run, run. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
