import { followsLatest } from '#lib/traffic/resolved-shares.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { TrafficDraftHandle } from './use-traffic-draft.ts';

/** warningsOf returns what changed besides the traffic since an edit began, and the cluster's warnings. */
export function warningsOf(
  { draft, traffic, templateChanged }: TrafficDraftHandle,
  latestReady: string | null,
  ofCluster: readonly string[],
): string[] {
  const warnings = [...ofCluster];
  if (templateChanged)
    warnings.unshift('The template has changed since your edit began. A new revision may be on its way.');
  if (draft.latestReady !== latestReady && followsLatest(traffic)) {
    const [before, now] = [draft.latestReady ?? 'no revision', latestReady ?? 'none'];
    warnings.unshift(`@latest meant ${before} when your edit began and means ${now} now.`);
  }
  return warnings;
}

/** routedNow returns what the Route sends to a destination: for a revision, its total; null where two rows share it. */
export function routedNow({ summary, desired }: ServiceHead, key: RowKey): number | null {
  const revisionName = key === LATEST ? summary.latestReady : key;
  // Report a revision that `@latest` also resolves to only if no target pins it.
  const shared = desired.some((target) => target.latestRevision) && revisionName === summary.latestReady;
  const isPinned = desired.some((target) => !target.latestRevision && target.revisionName === revisionName);
  if (revisionName === null || (shared && isPinned)) return null;
  return summary.routed.find((share) => share.revisionName === revisionName)?.percent ?? 0;
}

/**
 * whoMoved returns who changed the traffic since an edit began; null when unknown: the Service names only its last writer, and if the
 * template changed too, that writer may have changed only the template.
 */
export function whoMoved(
  { summary }: Pick<ServiceHead, 'summary'>,
  { templateChanged }: Pick<TrafficDraftHandle, 'templateChanged'>,
): string | null {
  return templateChanged ? null : summary.change.by;
}
