import type { Clock } from '#simulator/apimachinery/contract.ts';
import type { FaultCode, Faults } from '#simulator/faults/faults.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import type { WatchHub } from '#simulator/watch/watch-hub.ts';

/**
 * What tests can do to the server that no client can. Over HTTP each lever is a POST with a JSON object; the response is the state:
 *
 * | path           | body                        | effect                                                                   |
 * | -------------- | --------------------------- | ------------------------------------------------------------------------ |
 * | `/end-watches` | `{}`                        | ends every watch cleanly, as at its deadline                             |
 * | `/reset`       | `{}`                        | destroys every connection                                                |
 * | `/compact`     | `{}`                        | older resourceVersions and continue tokens get 410                       |
 * | `/refuse`      | `{"on": boolean}`           | while on, destroys every connection, including new ones                  |
 * | `/delay`       | `{"ms": number}`            | delays every response (real time); 0 ends it                             |
 * | `/freeze`      | `{}`                        | accepts requests but never responds; watches send nothing                |
 * | `/thaw`        | `{}`                        | sends the pending responses and the watch events held back               |
 * | `/respond`     | `{"resource", "code"}`      | fails a kind (`pods`, `services.serving.knative.dev`): 403, 404, 500; `null` ends it |
 * | `/speed`       | `{"speed": number}`         | runs simulated time that many times as fast                              |
 * | `/advance`     | `{"ms": number}`            | advances simulated time                                                  |
 * | `/clear`       | `{}`                        | clears every fault                                                       |
 *
 * `GET /` returns the state.
 */
export class Levers {
  readonly #store: ClusterStore;
  readonly #hub: WatchHub;
  readonly #faults: Faults;
  readonly #destroyConnections: () => void;

  constructor(store: ClusterStore, hub: WatchHub, faults: Faults, destroyConnections: () => void) {
    this.#store = store;
    this.#hub = hub;
    this.#faults = faults;
    this.#destroyConnections = destroyConnections;
  }

  endWatches(): void {
    this.#hub.endAll();
  }

  resetConnections(): void {
    this.#destroyConnections();
  }

  compact(): void {
    this.#store.compact();
  }

  refuse(on: boolean): void {
    this.#faults.refusing = on;
    if (on) this.#destroyConnections();
  }

  delay(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`answers cannot be delayed by ${ms} ms`);
    this.#faults.delayMs = ms;
  }

  freeze(): void {
    this.#faults.freeze();
    this.#hub.freeze();
  }

  thaw(): void {
    this.#faults.thaw();
    this.#hub.thaw();
  }

  /** `resource` identifies a kind by its resource id, as `kubectl api-resources -o name` prints it. */
  respond(resource: string, code: FaultCode | null): void {
    if (code === null) this.#faults.answers.delete(resource);
    else this.#faults.answers.set(resource, code);
  }

  setSpeed(speed: number): void {
    const { clock } = this.#store;
    if (!hasSpeed(clock)) throw new TypeError("this clock's speed cannot be set");
    clock.setSpeed(speed);
  }

  advance(ms: number): void {
    const { clock } = this.#store;
    if (!canAdvance(clock)) throw new TypeError('this clock cannot be advanced');
    clock.advance(ms);
  }

  clear(): void {
    this.#faults.refusing = false;
    this.#faults.delayMs = 0;
    this.#faults.answers.clear();
    this.thaw();
  }

  state(): Record<string, unknown> {
    const { clock } = this.#store;
    return {
      watches: this.#hub.size,
      refusing: this.#faults.refusing,
      frozen: this.#faults.frozen,
      delayMs: this.#faults.delayMs,
      answers: Object.fromEntries(this.#faults.answers),
      resourceVersion: this.#store.resourceVersion,
      now: clock.now(),
      speed: 'speed' in clock ? clock.speed : null,
    };
  }
}

function hasSpeed(clock: Clock): clock is Clock & { setSpeed(speed: number): void } {
  return 'setSpeed' in clock && typeof clock.setSpeed === 'function';
}

function canAdvance(clock: Clock): clock is Clock & { advance(ms: number): void } {
  return 'advance' in clock && typeof clock.advance === 'function';
}
