import { KNATIVE } from '#lib/knative/resources.ts';
import { resourceId } from '#lib/kubernetes/resource.ts';
import { isWithdrawn } from '#lib/view/live-status.ts';
import type { ClusterView, SourceView } from '#lib/view/types.ts';
import { StaleError } from '#server/actions/errors.ts';
import { ReadOnlyError } from '#server/kubernetes/errors.ts';
import { isLost } from '#server/live/source-view.ts';

/** What is known of Sluice and its view of the cluster when a write is asked for. */
export interface WriteFacts {
  /** Whether Sluice was started read-only. */
  readOnly: boolean;
  /** How each watched kind of the summary tier is doing. */
  sources: readonly SourceView[];
  /** Whether the API server answers, and since when it does or does not. */
  api: ClusterView['api'];
  apiSince: string;
  /** Unix ms. */
  now: number;
}

/** Decides whether a write may be sent to the cluster: null lets it, an error says why not. */
export type WritePolicy = (facts: WriteFacts) => Error | null;

/** Nothing is written by a Sluice that was started read-only. Dry runs count: webhooks run, and the cluster's audit log shows them. */
export const readOnlyPolicy: WritePolicy = ({ readOnly }) => (readOnly ? new ReadOnlyError() : null);

/** The kinds on which every view of traffic rests. */
const RESTED_ON = [KNATIVE.service, KNATIVE.route].map(resourceId);

/**
 * Nothing is written while the view that the person decides by may be old: a watch of Services or Routes is lost or was withdrawn,
 * or the API server does not answer. A person may confirm that the write is wanted anyway; then this policy is not asked.
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

/** checkPolicies throws what the first policy says that does not let the write through. */
export function checkPolicies(policies: readonly WritePolicy[], facts: WriteFacts): void {
  for (const policy of policies) {
    const refusal = policy(facts);
    if (refusal !== null) throw refusal;
  }
}
