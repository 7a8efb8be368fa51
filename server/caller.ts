/** The person who started Sluice and whose kubeconfig it uses. */
export interface LocalCaller {
  kind: 'local';
  /** Whether a page's session or the script token authenticated the caller. */
  via: 'cookie' | 'bearer';
}

/** Sluice itself: its watches, its discovery and its liveness probe. Never used for a write. */
export interface SystemCaller {
  kind: 'system';
}

/**
 * The caller. Passed through every server function that reads or writes, from the route handler down, so that reads can be filtered and
 * writes made on behalf of the person.
 */
export type Caller = LocalCaller | SystemCaller;

export const SYSTEM: SystemCaller = { kind: 'system' };

/** callerKey returns the key that a request's limits are counted under. A person's browser and a person's scripts have separate limits. */
export function callerKey(caller: Caller): string {
  return caller.kind === 'local' ? `${caller.kind} ${caller.via}` : caller.kind;
}
