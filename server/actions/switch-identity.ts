import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { IdentityConflictError } from '#server/actions/errors.ts';

/** What changes the identity as which Sluice works. */
export interface IdentityHolder {
  /** Takes the identity of exactly this change; null, and nothing is done, when it is not the one that waits. */
  follow(changeId: string): PinnedIdentity | null;
  /** The change that waits; null when none does. */
  waitingChange(): IdentityChange | null;
}

/**
 * switchIdentity goes on as whom the kubeconfig names, where that is the change that a person confirmed; throws
 * IdentityConflictError otherwise. It sends the cluster nothing, so it is allowed read-only, too.
 */
export function switchIdentity(changeId: string, holder: IdentityHolder): PinnedIdentity {
  const after = holder.follow(changeId);
  if (after === null) throw new IdentityConflictError(holder.waitingChange());
  return after;
}
