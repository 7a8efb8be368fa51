import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { IdentityConflictError } from '#server/actions/errors.ts';

/** What switches the identity that Sluice uses. */
export interface IdentityHolder {
  /** Switches to the identity of exactly this change. Returns null, and does nothing, when another change or none is pending. */
  follow(changeId: string): PinnedIdentity | null;
  /** The pending change; null when there is none. */
  waitingChange(): IdentityChange | null;
}

/**
 * switchIdentity switches to the identity that the kubeconfig names if it is the change that a person confirmed; throws
 * IdentityConflictError otherwise. It sends nothing to the cluster, so it is allowed in read-only mode too.
 */
export function switchIdentity(changeId: string, holder: IdentityHolder): PinnedIdentity {
  const after = holder.follow(changeId);
  if (after === null) throw new IdentityConflictError(holder.waitingChange());
  return after;
}
