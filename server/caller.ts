/** The person who started Sluice, whose kubeconfig it uses. */
export interface LocalCaller {
  kind: 'local';
  /** Whether a page's session or the script token proved it. */
  via: 'cookie' | 'bearer';
}

/** Sluice itself: its watches, its discovery and its liveness probe. Never used for a write. */
export interface SystemCaller {
  kind: 'system';
}

/**
 * Who asks. Passed through every server function that reads or writes, from the route handler down, so that reads can be
 * filtered and writes made as the person.
 */
export type Caller = LocalCaller | SystemCaller;

export const SYSTEM: SystemCaller = { kind: 'system' };

/** callerKey names whose limits a request counts against. A person's browser and a person's scripts have limits of their own. */
export function callerKey(caller: Caller): string {
  return caller.kind === 'local' ? `${caller.kind} ${caller.via}` : caller.kind;
}
