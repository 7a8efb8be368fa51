import { type Clock, sleep } from '#server/clock.ts';
import { Gate } from '#server/kubernetes/gate.ts';

/** A cluster with one watch per kind in a hundred namespaces has more of them than an API server should receive at once. */
const AT_ONCE = 32;
/** How long a slot is held: a kind whose requests are not answered must not make the others wait for its time-outs. */
const PLACE_MS = 5_000;

/**
 * Limits the lists and watch openings in flight for one cluster. When all connections broke together, the watches come back one after the
 * other, as fast as they are answered.
 */
export class Openings {
  readonly #clock: Clock;
  readonly #gate = new Gate(AT_ONCE);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `act` when its turn has come; `isFirst` goes ahead of those without it. Rejects if the signal aborts before that. */
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
