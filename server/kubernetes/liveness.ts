import {
  brokenConnection,
  foreignAnswer,
  httpAnswer,
  notReadyAnswer,
  refusedByProxy,
  type WayFault,
} from '#lib/kubernetes/who-answers.ts';
import { SYSTEM } from '#server/caller.ts';
import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';
import type { KubernetesClient, RawResponse } from '#server/kubernetes/client.ts';
import { proxyRefusal } from '#server/kubernetes/connection-words.ts';
import { ConnectionError, CredentialsError, RequestTimeoutError } from '#server/kubernetes/errors.ts';

/** Whether the API server answers. Times are Unix ms. */
export interface LivenessState {
  /**
   * `connecting`: nothing is probing; `unresponsive`: silent past the deadline; `notReady`: the server, or whatever is in front of it, says
   * that it cannot answer now; `foreign`: something else answers in its place; `unreachable`: no connection; `unauthorized`: it does not
   * accept the credentials.
   */
  phase: 'connecting' | 'live' | 'unresponsive' | 'notReady' | 'foreign' | 'unreachable' | 'unauthorized';
  /** When the phase began: for `unresponsive`, when the unanswered probe was sent. */
  since: number;
  /** Why it is not live; empty when it is. */
  error: string;
  /** What to check, in a sentence; empty when there is nothing to suggest. */
  advice: string;
  /** The underlying error message, for those who want it; empty when there is none. */
  details: string;
}

type Found = Omit<LivenessState, 'since'>;

export interface LivenessOptions {
  client: KubernetesClient;
  clock: Clock;
  /** Called when phase or error changed. Must not throw. */
  onChange: (state: LivenessState) => void;
  /**
   * Called when the API server answers and was not known to: sources retry then. `wasLost` is true if it was known to be down. Must not
   * throw.
   */
  onLive?: (wasLost: boolean) => void;
}

const INTERVAL_MS = 5_000;
/** With the interval, a frozen server is reported as unresponsive after 9 s at most. */
const DEADLINE_MS = 4_000;
/** While it is not live, a probe is cheap and someone is waiting for the answer. */
const RETRY_MS = 1_000;

/** Probes the API server as long as it is started and anyone is viewing. */
export class Liveness {
  readonly #options: LivenessOptions;
  #state: LivenessState;
  #isStarted = false;
  #isWatched = false;
  #isAsking = false;
  /** When the last probe was sent: Unix ms, and the moment. */
  #probedAt = 0;
  #probed = LONG_AGO;
  /** Aborted when probing stops; undefined while it is off. */
  #probing: AbortController | undefined;
  #cancelWait: () => void = () => undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#state = { phase: 'connecting', since: options.clock.now(), ...KNOWN_WELL };
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

  /** Sets whether anyone is viewing; the first viewer triggers a probe. */
  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#update();
  }

  /**
   * Probes without waiting for the next interval, when a watch has just been lost; at most once a second. Does nothing while nobody is
   * viewing.
   */
  probeNow(): void {
    if (this.#probing === undefined || this.#isAsking) return;
    if (elapsedMs(this.#options.clock, this.#probed) < RETRY_MS) return;
    this.#cancelWait();
    void this.#probe(this.#probing.signal);
  }

  #update(): void {
    const isOn = this.#isStarted && this.#isWatched;
    if (isOn === (this.#probing !== undefined)) return;
    this.#probing?.abort();
    this.#cancelWait();
    this.#isAsking = false;
    // Without probes, nothing is known to be live. A failure stays until there is better news.
    if (!isOn && this.#state.phase === 'live') {
      this.#state = { phase: 'connecting', since: this.#options.clock.now(), ...KNOWN_WELL };
    }
    this.#probing = isOn ? new AbortController() : undefined;
    if (this.#probing !== undefined) void this.#probe(this.#probing.signal);
  }

  async #probe(off: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#isAsking = true;
    this.#probedAt = clock.now();
    this.#probed = clock.moment();
    const found = await this.#ask(off);
    // If probing was turned off and on again in between, it has its own probe in flight.
    if (off.aborted) return;
    this.#isAsking = false;
    this.#cancelWait = clock.after(
      found.phase === 'live' ? INTERVAL_MS : RETRY_MS,
      () => void this.#probe(off),
    );
    this.#set(found);
  }

  async #ask(off: AbortSignal): Promise<Found> {
    const { client, clock } = this.#options;
    const deadline = new AbortController();
    const cancel = clock.after(DEADLINE_MS, () => deadline.abort());
    try {
      const signal = AbortSignal.any([off, deadline.signal]);
      return judge(await client.raw(SYSTEM, { path: '/readyz', accept: 'text/plain, */*', signal }));
    } catch (error) {
      return judgeFailure(error, deadline.signal.aborted);
    } finally {
      cancel();
    }
  }

  #set(found: Found): void {
    const before = this.#state;
    if (found.phase === before.phase && found.error === before.error) return;
    const began = found.phase === 'unresponsive' ? this.#probedAt : this.#options.clock.now();
    this.#state = { ...found, since: found.phase === before.phase ? before.since : began };
    this.#options.onChange(this.#state);
    if (found.phase === 'live' && before.phase !== 'live')
      this.#options.onLive?.(before.phase !== 'connecting');
  }
}

const KNOWN_WELL = { error: '', advice: '', details: '' };

/**
 * Any answer from the API server is a sign of life, except 401 (it does not recognize the caller), 429 and 5xx (it is starting, stopping,
 * overloaded or has lost etcd). An answer from anything else is not.
 */
function judge({ code, headers, text }: RawResponse): Found {
  const answer = httpAnswer(code, headers, text);
  const foreign = foreignAnswer(answer);
  if (foreign !== null) return { phase: 'foreign', ...toError(foreign), details: '' };
  if (code === 401) {
    const error = 'the API server does not accept the credentials (401)';
    return { phase: 'unauthorized', error, advice: '', details: '' };
  }
  const notReady = notReadyAnswer(answer);
  if (notReady !== null) return { phase: 'notReady', ...toError(notReady), details: '' };
  return { phase: 'live', ...KNOWN_WELL };
}

function judgeFailure(error: unknown, isLate: boolean): Found {
  const details = error instanceof Error ? error.message : String(error);
  if (error instanceof CredentialsError) {
    return { phase: 'unauthorized', error: details, advice: '', details: '' };
  }
  if (isLate || error instanceof RequestTimeoutError) {
    return {
      phase: 'unresponsive',
      error: 'the API server does not answer',
      advice:
        'Its connections are accepted or silently dropped. Is the VPN on? Is the API server overloaded?',
      details: '',
    };
  }
  const refusal = proxyRefusal(error);
  const code = error instanceof ConnectionError ? error.code : '';
  const fault = refusal === null ? brokenConnection(code) : refusedByProxy(refusal);
  return { phase: 'unreachable', ...toError(fault), details };
}

function toError({ words, advice }: WayFault): { error: string; advice: string } {
  return { error: `the API server ${words}`, advice };
}
