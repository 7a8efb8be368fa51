import { type Clock, sleep } from '#server/clock.ts';
import { Gate } from '#server/kubernetes/gate.ts';

/** A cluster with a watch for each kind of a hundred namespaces has more of them than an API server likes to be asked for at once. */
const AT_ONCE = 32;
/** A place is held for so long: a kind whose requests are not answered must not keep the others waiting for its time-outs. */
const PLACE_MS = 5_000;

/**
 * The lists and openings of watches that one cluster is asked for at a time. When all connections broke together, the watches come
 * back one after the other, as fast as they are answered.
 */
export class Openings {
  readonly #clock: Clock;
  readonly #gate = new Gate(AT_ONCE);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does it when its turn has come; `isFirst` goes before those that are not. Rejects when the signal aborts before. */
  async run<T>(act: () => Promise<T>, options: { signal: AbortSignal; isFirst: boolean }): Promise<T> {
    const { signal, isFirst } = options;
    return await new Promise<T>((resolve, reject) => {
      const enter = async (): Promise<void> => {
        const ended = new AbortController();
        const acting = act().finally(() => ended.abort());
        acting.then(resolve, reject);
        await sleep(this.#clock, PLACE_MS, ended.signal);
      };
      this.#gate.run(enter, { signal, isFirst }).catch(reject);
    });
  }
}
