import { foreignText } from '#lib/format/mask-secrets.ts';
import { SYSTEM } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import type { KubernetesClient, RawResponse } from '#server/kubernetes/client.ts';
import { CredentialsError, RequestTimeoutError } from '#server/kubernetes/errors.ts';

/** Whether the API server answers. Times are Unix ms. */
export interface LivenessState {
  /**
   * `connecting`: nobody asks; `unresponsive`: silent past the deadline, or it says itself that it is not ready;
   * `unreachable`: no connection; `unauthorized`: it does not accept the credentials.
   */
  phase: 'connecting' | 'live' | 'unresponsive' | 'unreachable' | 'unauthorized';
  /** When the phase began. */
  since: number;
  /** Why it is not live, in words; empty when it is. */
  error: string;
}

export interface LivenessOptions {
  client: KubernetesClient;
  clock: Clock;
  /** Called when phase or error changed. Must not throw. */
  onChange: (state: LivenessState) => void;
  /**
   * Called when the API server answers and was not known to: sources retry then. `wasLost` tells whether it was known not to.
   * Must not throw.
   */
  onLive?: (wasLost: boolean) => void;
}

const INTERVAL_MS = 5_000;
/** With the interval, a frozen server is called unresponsive after 9 s at most. */
const DEADLINE_MS = 4_000;
/** While it is not live, the question is cheap and the answer is waited for. */
const RETRY_MS = 1_000;

/** Asks the API server for a sign of life, as long as it is started and somebody looks. */
export class Liveness {
  readonly #options: LivenessOptions;
  #state: LivenessState;
  #isStarted = false;
  #isWatched = false;
  #isAsking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Aborted when probing ends; undefined while it is off. */
  #probing: AbortController | undefined;
  #cancelWait: () => void = () => undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#state = { phase: 'connecting', since: options.clock.now(), error: '' };
  }

  state(): LivenessState {
    return this.#state;
  }

  start(): void {
    this.#isStarted = true;
    this.#update();
  }

  stop(): void {
    this.#isStarted = false;
    this.#update();
  }

  /** Tells whether somebody looks; the first look asks at once. */
  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#update();
  }

  /**
   * Asks without waiting for the next turn, when a watch has just been lost; at most once a second. Does nothing while nobody
   * looks.
   */
  probeNow(): void {
    if (this.#probing === undefined || this.#isAsking) return;
    if (this.#options.clock.now() - this.#askedAt < RETRY_MS) return;
    this.#cancelWait();
    void this.#probe(this.#probing.signal);
  }

  #update(): void {
    const isOn = this.#isStarted && this.#isWatched;
    if (isOn === (this.#probing !== undefined)) return;
    this.#probing?.abort();
    this.#cancelWait();
    this.#isAsking = false;
    // Who does not ask does not know: what was found amiss stays until there is better news.
    if (!isOn && this.#state.phase === 'live') {
      this.#state = { phase: 'connecting', since: this.#options.clock.now(), error: '' };
    }
    this.#probing = isOn ? new AbortController() : undefined;
    if (this.#probing !== undefined) void this.#probe(this.#probing.signal);
  }

  async #probe(off: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#isAsking = true;
    this.#askedAt = clock.now();
    const found = await this.#ask(off);
    // Probing that was turned off and on again meanwhile has its own question under way.
    if (off.aborted) return;
    this.#isAsking = false;
    this.#cancelWait = clock.after(
      found.phase === 'live' ? INTERVAL_MS : RETRY_MS,
      () => void this.#probe(off),
    );
    this.#set(found);
  }

  async #ask(off: AbortSignal): Promise<Omit<LivenessState, 'since'>> {
    const { client, clock } = this.#options;
    const deadline = new AbortController();
    const cancel = clock.after(DEADLINE_MS, () => deadline.abort());
    try {
      const signal = AbortSignal.any([off, deadline.signal]);
      return judge(await client.raw(SYSTEM, { path: '/readyz', accept: 'text/plain, */*', signal }));
    } catch (error) {
      if (deadline.signal.aborted || error instanceof RequestTimeoutError) {
        return {
          phase: 'unresponsive',
          error: `the API server has not answered for ${DEADLINE_MS / 1000} s`,
        };
      }
      const message = error instanceof Error ? error.message : String(error);
      return { phase: error instanceof CredentialsError ? 'unauthorized' : 'unreachable', error: message };
    } finally {
      cancel();
    }
  }

  #set({ phase, error }: Omit<LivenessState, 'since'>): void {
    const before = this.#state;
    if (phase === before.phase && error === before.error) return;
    const since = phase === before.phase ? before.since : this.#options.clock.now();
    this.#state = { phase, error, since };
    this.#options.onChange(this.#state);
    if (phase === 'live' && before.phase !== 'live') this.#options.onLive?.(before.phase !== 'connecting');
  }
}

/** Any answer is a sign of life, but 401 (who asks is not known) and 5xx (it is starting, stopping or has lost etcd). */
function judge({ code, text }: RawResponse): Omit<LivenessState, 'since'> {
  if (code === 401)
    return { phase: 'unauthorized', error: 'the API server does not accept the credentials (401)' };
  if (code >= 500) {
    const words = foreignText(text.trim(), 200);
    return { phase: 'unresponsive', error: `the API server says that it is not ready (${code}): ${words}` };
  }
  return { phase: 'live', error: '' };
}
