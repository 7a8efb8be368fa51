import { KNATIVE } from '#lib/knative/resources.ts';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { isWithdrawn } from '#lib/view/live-status.ts';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';
import { StaleError } from '#server/actions/errors.ts';
import { ReadOnlyError } from '#server/kubernetes/errors.ts';
import { isLost } from '#server/live/source-view.ts';

/** What is known about Sluice and its view of the cluster when a write is requested. */
export interface WriteFacts {
  /** Whether Sluice was started read-only. */
  readOnly: boolean;
  /** State of each watched kind in the summary tier. */
  sources: readonly SourceView[];
  /** Whether the API server responds, and since when it does or does not. */
  api: ClusterView['api'];
  apiSince: string;
  /** Unix ms. */
  now: number;
}

/** Decides whether a write may be sent to the cluster: null allows it, an error says why not. */
export type WritePolicy = (facts: WriteFacts) => Error | null;

/** A Sluice that was started read-only writes nothing. Dry runs count: webhooks run, and the cluster's audit log records them. */
export const readOnlyPolicy: WritePolicy = ({ readOnly }) => (readOnly ? new ReadOnlyError() : null);

/** Kinds that every traffic view depends on. */
const RESTED_ON = [KNATIVE.service, KNATIVE.route].map(resourceId);

/**
 * Blocks writes while the view that the person decides by may be stale: a watch of Services or Routes is lost or no longer permitted, or
 * the API server does not answer. A person may confirm that the write is wanted anyway; then this policy is skipped.
 */
export const staleViewPolicy: WritePolicy = ({ sources, api, apiSince, now }) => {
  const down = sources.filter(
    (source) =>
      RESTED_ON.some((id) => source.id.startsWith(id)) && (isWithdrawn(source) || isLost(source, now)),
  );
  if (down.length === 0 && (api === 'live' || api === 'connecting')) return null;
  return new StaleError(
    down[0]?.since ?? apiSince,
    down.map((source) => source.kind),
  );
};

/** checkPolicies throws the error of the first policy that does not allow the write. */
export function checkPolicies(policies: readonly WritePolicy[], facts: WriteFacts): void {
  for (const policy of policies) {
    const refusal = policy(facts);
    if (refusal !== null) throw refusal;
  }
}
