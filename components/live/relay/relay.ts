import type { RelayMessage } from '#components/live/relay/messages.ts';
import { RefusedError } from '#components/live/relay/refused-error.ts';
import { type Clock, every, type Random } from '#lib/clock.ts';
import {
  type ConnectionInput,
  type ConnectionStep,
  type FollowedTopic,
  nextStep,
} from '#lib/live/connection.ts';
import { LiveStore } from '#lib/live/live-store.ts';
import type { SnapshotMessage, StreamMessage, Topic } from '#lib/live/protocol.ts';

/** A topic that nobody follows anymore is kept this long, so that going back is instant. */
const LINGER_MS = 30_000;
const TICK_MS = 1_000;

/** One tab, as the relay sees it. */
export interface RelayClient {
  send(message: RelayMessage): void;
}

/** A relay's dependencies. */
export interface RelayParts {
  clock: Clock;
  random: Random;
  /** Fetches a topic's snapshot. Rejects with RefusedError when the server refuses, and with any other error when it does not answer. */
  readSnapshot: (topic: Topic, signal: AbortSignal) => Promise<SnapshotMessage>;
  /** Opens the stream and passes on its messages. Resolves when the server ends it; rejects like readSnapshot. */
  readStream: (
    topics: readonly FollowedTopic[],
    signal: AbortSignal,
    onMessage: (message: StreamMessage) => void,
  ) => Promise<void>;
}

/**
 * Relay is a browser's one connection to the server, shared by its tabs: it follows every topic that any tab wants, keeps the state, and
 * sends a tab that joins later what it already knows. Runs in a SharedWorker, or in the tab where SharedWorker is unavailable.
 */
export class Relay {
  readonly #parts: RelayParts;
  readonly #store: LiveStore;
  readonly #clients = new Map<RelayClient, ReadonlySet<Topic>>();
  readonly #lingering = new Map<Topic, number>();
  readonly #fetching = new Map<Topic, AbortController>();
  readonly #stopTicking: () => void;
  #step: ConnectionStep = { phase: 'idle' };
  #stream: AbortController | undefined;
  #refused: RelayMessage | undefined;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#store = new LiveStore(parts.clock.now());
    this.#stopTicking = every(parts.clock, TICK_MS, () => this.#tick());
  }

  /** Sets the topics that a tab follows; a topic that is already known is sent to it immediately. */
  want(client: RelayClient, topics: readonly Topic[]): void {
    const before = this.#clients.get(client);
    this.#clients.set(client, new Set(topics));
    if (before === undefined && this.#refused !== undefined) client.send(this.#refused);
    for (const topic of topics) {
      this.#lingering.delete(topic);
      if (before?.has(topic)) continue;
      const known = this.#store.snapshot(topic);
      if (known !== null) client.send(known);
      else this.#fetch(topic);
    }
    for (const topic of before ?? [])
      if (!this.#isFollowed(topic)) this.#lingering.set(topic, this.#parts.clock.now() + LINGER_MS);
    this.#follow();
  }

  /** Removes a tab that is gone. */
  leave(client: RelayClient): void {
    if (!this.#clients.has(client)) return;
    this.want(client, []);
    this.#clients.delete(client);
  }

  /** Retries now instead of after the current delay; what was refused may be allowed now. */
  retry(): void {
    this.#refused = undefined;
    if (this.#step.phase === 'waiting') this.#step = { ...this.#step, retryAt: 0 };
    this.#tick();
  }

  stop(): void {
    this.#stopTicking();
    this.#stream?.abort();
    for (const fetching of this.#fetching.values()) fetching.abort();
  }

  /** Topics whose snapshot has arrived: those that a stream can resume. */
  #known(): Topic[] {
    const topics = new Set<Topic>(this.#lingering.keys());
    for (const clientTopics of this.#clients.values()) for (const topic of clientTopics) topics.add(topic);
    return [...topics].filter((topic) => this.#store.has(topic)).toSorted();
  }

  #isFollowed(topic: Topic): boolean {
    return [...this.#clients.values()].some((topics) => topics.has(topic));
  }

  #fetch(topic: Topic): void {
    if (this.#fetching.has(topic)) return;
    const controller = new AbortController();
    this.#fetching.set(topic, controller);
    this.#parts
      .readSnapshot(topic, controller.signal)
      .then(
        (snapshot) => {
          this.#refused = undefined;
          this.#receive(snapshot);
          this.#follow();
        },
        (error: unknown) => this.#failed(error, true),
      )
      .finally(() => this.#fetching.delete(topic));
  }

  #follow(): void {
    this.#input({ type: 'followed', topics: this.#known() });
  }

  #input(input: ConnectionInput): void {
    const now = this.#parts.clock.now();
    const { step, effect } = nextStep(this.#step, input, this.#known(), now, this.#parts.random());
    this.#step = step;
    if (effect === undefined) return;
    this.#stream?.abort();
    this.#stream = undefined;
    if (effect.type === 'open') this.#open(effect.topics);
    if (step.phase === 'waiting') this.#broadcast({ type: 'lost', retryAt: step.retryAt });
  }

  #open(topics: readonly Topic[]): void {
    const controller = new AbortController();
    this.#stream = controller;
    const followed = topics.map((topic) => ({ topic, cursor: this.#store.cursor(topic) }));
    const onMessage = (message: StreamMessage): void => {
      if (controller.signal.aborted) return;
      this.#refused = undefined;
      this.#receive(message);
      this.#input(message.type === 'bye' ? { type: 'bye' } : { type: 'received' });
    };
    this.#parts.readStream(followed, controller.signal, onMessage).then(
      () => {
        if (!controller.signal.aborted) this.#input({ type: 'failed' });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) this.#failed(error, false);
      },
    );
  }

  #failed(error: unknown, snapshot: boolean): void {
    if (error instanceof RefusedError) {
      this.#refused = { type: 'refused', code: error.code, message: error.message };
      this.#broadcast(this.#refused);
    } else if (snapshot && this.#step.phase !== 'waiting') {
      this.#broadcast({ type: 'lost', retryAt: this.#parts.clock.now() + TICK_MS });
    }
    if (!snapshot) this.#input({ type: 'failed' });
  }

  #receive(message: StreamMessage): void {
    this.#store.receive(message, this.#parts.clock.now());
    for (const [client, topics] of this.#clients) {
      if (!('topic' in message) || topics.has(message.topic)) client.send(message);
    }
  }

  #broadcast(message: RelayMessage): void {
    for (const client of this.#clients.keys()) client.send(message);
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    for (const [topic, until] of this.#lingering) {
      if (now < until) continue;
      this.#lingering.delete(topic);
      this.#store.drop(topic);
    }
    // A failed snapshot is requested again for as long as any tab wants the topic.
    for (const topics of this.#clients.values()) {
      for (const topic of topics) if (!this.#store.has(topic)) this.#fetch(topic);
    }
    this.#follow();
    this.#input({ type: 'tick' });
  }
}
