import { assertNever } from '#lib/assert-never.ts';

// The list-watch of one collection as a pure state machine. The reflector (server/kubernetes) performs the effect of each state and reports
// the result. The rules follow client-go `tools/cache/reflector.go` (v0.34):
// https://github.com/kubernetes/client-go/blob/v0.34.0/tools/cache/reflector.go

/**
 * Why a list or a watch failed, by remedy. `network`: no complete response arrived; `server`: 5xx or an ERROR event; `throttled`: 429;
 * `expired`: the resourceVersion is too old or unknown; `silent`: an open watch that delivers nothing; `protocol`: a response that makes no
 * sense. The others are responses from the cluster that a retry alone does not change.
 */
export type WatchFailureKind =
  | 'network'
  | 'server'
  | 'throttled'
  | 'expired'
  | 'silent'
  | 'protocol'
  | 'unauthorized'
  | 'forbidden'
  | 'missing';

export interface WatchFailure {
  kind: WatchFailureKind;
  /** For a person to read. */
  message: string;
  /** The server's Retry-After in ms; a lower bound for the delay. */
  retryAfterMs?: number;
}

/**
 * `attempt` counts consecutive failures. Only a watch that lived for a while resets it. A list or an event does not, because the next step
 * may fail again. `fresh`: the resourceVersion comes directly from a list, and nothing has arrived since. `backingOff.resumeFrom` is null
 * when the next step must be a list.
 */
export type WatchState =
  | { phase: 'listing'; attempt: number }
  | { phase: 'connecting'; resourceVersion: string; fresh: boolean; attempt: number }
  | { phase: 'watching'; resourceVersion: string; fresh: boolean; attempt: number; openedAt: number }
  | {
      phase: 'backingOff';
      resumeFrom: string | null;
      attempt: number;
      failure: WatchFailure;
      delayMs: number;
    }
  | { phase: 'stopped' };

/** An input event. `at` is monotonic time in ms; `random` is in [0, 1). */
export type WatchInput =
  | { type: 'listed'; resourceVersion: string }
  | { type: 'opened'; at: number }
  /** An event or a bookmark arrived, and the store has applied it. */
  | { type: 'advanced'; resourceVersion: string }
  /** The server ended the watch cleanly. */
  | { type: 'closed'; at: number; random: number }
  /** Nothing arrived within the idle timeout, or the caller asked for a new connection. */
  | { type: 'idle' }
  | { type: 'failed'; failure: WatchFailure; at: number; random: number }
  /** The delay is over, or the caller asked to retry now. */
  | { type: 'delayOver' }
  | { type: 'stop' };

const BACKOFF_INITIAL_MS = 800;
const BACKOFF_MAX_MS = 30_000;
/**
 * Maximum back-off when the server names a time to come back, because such a server is up. One that has just started does so: 503 before
 * its paths are installed and 429 while it fills its caches (k8s.io/apiserver v0.35 `pkg/util/notfoundhandler`,
 * `pkg/storage/cacher/ready.go`). By then earlier failures have made the pauses long.
 */
const BACKOFF_RETRY_AFTER_MAX_MS = 5_000;
/**
 * Longest Retry-After that Sluice honors. No single response keeps a kind off the screen for longer, because the server may recover long
 * before that.
 */
export const LONGEST_RETRY_AFTER_MS = 5 * 60_000;
/** Longest pause between two attempts of a failing watch, including jitter, unless the server names a longer one. */
export const LONGEST_BACKOFF_MS = 2 * BACKOFF_MAX_MS;
/** Retry interval after 401, 403 or 404: the response changes only when someone changes the cluster. */
const REFUSED_RETRY_MS = 60_000;
/**
 * A watch that lived this long was useful, no matter how it ends: proxies and load balancers cut quiet connections after 20 to 60 s, with a
 * reset or in the middle of a chunk. It resets the failure count, and the next watch opens immediately. One that ends sooner counts as a
 * failure; otherwise a broken proxy would be called in a tight loop.
 */
export const LIVED_MS = 5_000;

/** Initial state of every watch: it starts with a list. */
export const initialWatchState: WatchState = { phase: 'listing', attempt: 0 };

/** transition returns the next state. It throws for a combination that only a bug can produce. */
export function transition(state: WatchState, input: WatchInput): WatchState {
  if (state.phase === 'stopped' || input.type === 'stop') return { phase: 'stopped' };
  switch (state.phase) {
    case 'listing':
      if (input.type === 'listed') {
        const { resourceVersion } = input;
        return { phase: 'connecting', resourceVersion, fresh: true, attempt: state.attempt };
      }
      if (input.type === 'idle') return state;
      if (input.type === 'failed') return backOff(null, state.attempt, input.failure, input.random, true);
      break;
    case 'connecting':
      if (input.type === 'opened') return { ...state, phase: 'watching', openedAt: input.at };
      if (input.type === 'idle') return state;
      if (input.type === 'failed') return afterFailure(state, state.attempt, input);
      break;
    case 'watching': {
      const { resourceVersion, fresh } = state;
      if (input.type === 'advanced') {
        return { ...state, resourceVersion: input.resourceVersion, fresh: false };
      }
      if (input.type === 'idle')
        return { phase: 'connecting', resourceVersion, fresh, attempt: state.attempt };
      if (input.type !== 'closed' && input.type !== 'failed') break;
      const lived = input.at - state.openedAt >= LIVED_MS;
      const attempt = lived ? 0 : state.attempt;
      if (input.type === 'closed') {
        if (lived) return { phase: 'connecting', resourceVersion, fresh, attempt };
        const seconds = LIVED_MS / 1_000;
        const failure: WatchFailure = {
          kind: 'server',
          message: `the watch ended within ${seconds} s`,
        };
        return backOff(resourceVersion, attempt, failure, input.random, false);
      }
      if (lived && input.failure.kind === 'network') {
        return { phase: 'connecting', resourceVersion, fresh, attempt };
      }
      return afterFailure(state, attempt, input);
    }
    case 'backingOff':
      if (input.type === 'delayOver') {
        return state.resumeFrom === null
          ? { phase: 'listing', attempt: state.attempt }
          : { phase: 'connecting', resourceVersion: state.resumeFrom, fresh: false, attempt: state.attempt };
      }
      break;
  }
  throw new Error(`watch: input ${input.type} is impossible in state ${state.phase}`);
}

function afterFailure(
  state: { resourceVersion: string; fresh: boolean },
  attempt: number,
  input: { failure: WatchFailure; random: number },
): WatchState {
  const { failure, random } = input;
  switch (failure.kind) {
    case 'expired':
      // A version that was just listed and has already expired would cause a tight loop.
      return state.fresh ? backOff(null, attempt, failure, random, false) : { phase: 'listing', attempt };
    case 'network':
    case 'server':
    case 'throttled':
      return backOff(state.resourceVersion, attempt, failure, random, false);
    case 'silent':
    case 'protocol':
    case 'unauthorized':
    case 'forbidden':
    case 'missing':
      return backOff(null, attempt, failure, random, false);
    default:
      return assertNever(failure.kind);
  }
}

function backOff(
  resumeFrom: string | null,
  attempt: number,
  failure: WatchFailure,
  random: number,
  fromList: boolean,
): WatchState {
  const longest = failure.retryAfterMs === undefined ? BACKOFF_MAX_MS : BACKOFF_RETRY_AFTER_MAX_MS;
  const chosen = isRefusal(failure, attempt, fromList)
    ? REFUSED_RETRY_MS * (0.9 + 0.2 * random)
    : Math.min(BACKOFF_INITIAL_MS * 2 ** attempt, longest) * (1 + random);
  const delayMs = Math.max(chosen, Math.min(failure.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
  return { phase: 'backingOff', resumeFrom, attempt: attempt + 1, failure, delayMs };
}

/**
 * isRefusal reports whether to wait the longer refusal interval. A refused list is final for a while. A refused watch is not: a starting
 * API server answers 403 and 404 before it has loaded roles and custom resources, so the list that follows soon decides. The first 401 is
 * also retried soon, with refreshed credentials.
 */
function isRefusal(failure: WatchFailure, attempt: number, fromList: boolean): boolean {
  if (!fromList) return false;
  if (failure.kind === 'unauthorized') return attempt > 0;
  return failure.kind === 'forbidden' || failure.kind === 'missing';
}
