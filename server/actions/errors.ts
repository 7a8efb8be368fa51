import type { TrafficTarget } from '#lib/knative/types.ts';
import type { IdentityChange } from '#lib/view/pinned-identity.ts';
import { isNamed } from '#server/named-error.ts';

// Why a write was not made, in domain terms. server/http maps each of these to HTTP.

/** What the cluster has instead of what the person saw. */
export interface StandingTraffic {
  theirs: TrafficTarget[] | null;
  uid: string;
  generation: number;
  /** Who changed the Service last; null when that is not known. */
  by: string | null;
}

/** The Service is not what the person saw: its traffic changed, or it was deleted and created again. */
export class TrafficConflictError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is TrafficConflictError {
    return isNamed(value, 'TrafficConflictError');
  }
  override readonly name = 'TrafficConflictError' as const;
  readonly standing: StandingTraffic;

  constructor(message: string, standing: StandingTraffic) {
    super(message);
    this.standing = standing;
  }
}

/** What the person saw may be stale, and nobody has confirmed that the write is wanted anyway. */
export class StaleError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is StaleError {
    return isNamed(value, 'StaleError');
  }
  override readonly name = 'StaleError' as const;
  /** When the view was last updated, RFC 3339. */
  readonly since: string;
  /** Kinds whose watch is down; empty when it is the API server that does not answer. */
  readonly kinds: string[];

  constructor(since: string, kinds: string[]) {
    super(
      `The screen may be out of date: it has not been updated since ${since}. Confirm to change the traffic anyway.`,
    );
    this.since = since;
    this.kinds = kinds;
  }
}

/** The identity change that a person confirmed is not the one that the kubeconfig asks for now. */
export class IdentityConflictError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is IdentityConflictError {
    return isNamed(value, 'IdentityConflictError');
  }
  override readonly name = 'IdentityConflictError' as const;
  /** The change that is pending now; null when there is none. */
  readonly change: IdentityChange | null;

  constructor(change: IdentityChange | null) {
    super(
      change === null
        ? 'The kubeconfig names the server and user that Sluice already uses, or it cannot be read. There is nothing to confirm.'
        : 'The kubeconfig changed again. Nothing was changed here. Review the new change and confirm that one.',
    );
    this.change = change;
  }
}
