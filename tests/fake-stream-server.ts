import type { RelayParts } from '#components/live/relay/relay.ts';
import type { FollowedTopic } from '#lib/live/connection.ts';
import type { SnapshotMessage, StreamMessage, Topic } from '#lib/live/protocol.ts';
import type { PodView } from '#lib/view/models/pod.ts';

const POD: PodView = {
  name: 'p',
  uid: 'p',
  revisionName: 'r',
  phase: 'ready',
  reason: '',
  message: '',
  container: null,
  restarts: 0,
  createdAt: '',
};

/** How the fake server answers: with data, with a network error, or not at all. */
type Answers = 'data' | { error: Error } | 'nothing';

interface OpenStream {
  topics: ReadonlySet<Topic>;
  signal: AbortSignal;
  onMessage: (message: StreamMessage) => void;
  end: () => void;
  fail: (error: Error) => void;
}

/** The two calls that a relay makes, answered from memory. Each topic is a collection of pods under one cursor. */
export class FakeStreamServer implements Pick<RelayParts, 'readSnapshot' | 'readStream'> {
  answers: Answers = 'data';
  /** Every call, as `snapshot services` or `stream cluster@e:0 services@e:3`. */
  calls: string[] = [];
  /** How many open calls have not been answered. */
  unanswered = 0;
  #sequence = 0;
  readonly #topics = new Map<Topic, { pods: Record<string, PodView>; changedAt: number }>();
  #streams: OpenStream[] = [];

  readonly readSnapshot = async (topic: Topic, signal: AbortSignal): Promise<SnapshotMessage> => {
    this.calls.push(`snapshot ${topic}`);
    if (this.answers === 'nothing') return await this.#silence(signal);
    if (this.answers !== 'data') throw this.answers.error;
    return this.#snapshot(topic);
  };

  readonly readStream: RelayParts['readStream'] = async (topics, signal, onMessage) => {
    this.calls.push(`stream ${topics.map(({ topic, cursor }) => `${topic}@${cursor}`).join(' ')}`);
    if (this.answers === 'nothing') await this.#silence(signal);
    if (this.answers !== 'data' && this.answers !== 'nothing') throw this.answers.error;
    await new Promise<void>((resolve, reject) => {
      const names = new Set(topics.map(({ topic }) => topic));
      const stream: OpenStream = { topics: names, signal, onMessage, end: resolve, fail: reject };
      this.#streams.push(stream);
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      for (const wanted of topics) this.#resume(stream, wanted);
    });
  };

  /** The open streams. */
  get open(): readonly OpenStream[] {
    this.#streams = this.#streams.filter(({ signal }) => !signal.aborted);
    return this.#streams;
  }

  /** Sets a pod's number of restarts in a topic, or removes the pod (null), and sends the change to all followers. */
  change(topic: Topic, key: string, restarts: number | null): void {
    this.#sequence += 1;
    const next = { ...this.pods(topic) };
    if (restarts === null) delete next[key];
    else next[key] = { ...POD, restarts };
    this.#topics.set(topic, { pods: next, changedAt: this.#sequence });
    const upserted = restarts === null ? {} : { pods: { [key]: { ...POD, restarts } } };
    const removed = restarts === null ? { pods: [key] } : {};
    this.send({ type: 'changes', topic, cursor: this.#cursor(topic), upserted, removed });
  }

  /** Sends a message on every open stream that carries it. */
  send(message: StreamMessage): void {
    for (const { topics, onMessage } of this.open)
      if (!('topic' in message) || topics.has(message.topic)) onMessage(message);
  }

  heartbeat(now: number): void {
    this.send({ type: 'heartbeat', now, apiHeardAt: now });
  }

  /** Ends every open stream, cleanly or with an error. */
  end(error?: Error): void {
    for (const stream of this.open) {
      if (error === undefined) stream.end();
      else stream.fail(error);
    }
    this.#streams = [];
  }

  /** The pods of a topic as a client should have them. */
  pods(topic: Topic): Record<string, PodView> {
    return this.#topics.get(topic)?.pods ?? {};
  }

  #cursor(topic: Topic): string {
    return `e:${this.#topics.get(topic)?.changedAt ?? 0}`;
  }

  #snapshot(topic: Topic): SnapshotMessage {
    return { type: 'snapshot', topic, cursor: this.#cursor(topic), collections: { pods: this.pods(topic) } };
  }

  #silence(signal: AbortSignal): Promise<never> {
    this.unanswered += 1;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        this.unanswered -= 1;
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  /** A stream whose cursor is behind gets a snapshot, as after a restart of the server. */
  #resume({ onMessage }: OpenStream, { topic, cursor }: FollowedTopic): void {
    if (cursor !== this.#cursor(topic)) onMessage(this.#snapshot(topic));
  }
}

/** settled lets all promises that are already resolved run their callbacks; it waits for no timer. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
