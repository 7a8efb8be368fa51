import { LATEST, type RowKey } from '#lib/knative/traffic-rows.ts';
import { followsLatest } from '#lib/traffic-draft/resolved-shares.ts';
import type { ServiceHead } from '#lib/view/types.ts';
import type { TrafficDraftHandle } from './use-traffic-draft.ts';

/** warningsOf says what changed beside the traffic since an edit began, and what the cluster warns of. */
export function warningsOf(
  { draft, traffic, templateChanged }: TrafficDraftHandle,
  latestReady: string | null,
  ofCluster: readonly string[],
): string[] {
  const warnings = [...ofCluster];
  if (templateChanged)
    warnings.unshift('The template changed since your edit began: a new revision may be on its way.');
  if (draft.latestReady !== latestReady && followsLatest(traffic)) {
    const [before, now] = [draft.latestReady ?? 'no revision', latestReady ?? 'none'];
    warnings.unshift(`@latest meant ${before} when your edit began and means ${now} now.`);
  }
  return warnings;
}

/** routedNow is what the Route sends to a destination: for a revision all that it gets; null where two rows share it. */
export function routedNow({ summary, desired }: ServiceHead, key: RowKey): number | null {
  const revisionName = key === LATEST ? summary.latestReady : key;
  // A revision that two rows share is told where it has no row of its own.
  const shared = desired.some((target) => target.latestRevision) && revisionName === summary.latestReady;
  const isPinned = desired.some((target) => !target.latestRevision && target.revisionName === revisionName);
  if (revisionName === null || (shared && isPinned)) return null;
  return summary.routed.find((share) => share.revisionName === revisionName)?.percent ?? 0;
}

/**
 * whoMoved is who changed the traffic since an edit began; null where that is not known: the Service names only who changed it last,
 * and where the template changed too, that may have been for the template.
 */
export function whoMoved(
  { summary }: Pick<ServiceHead, 'summary'>,
  { templateChanged }: Pick<TrafficDraftHandle, 'templateChanged'>,
): string | null {
  return templateChanged ? null : summary.change.by;
}
