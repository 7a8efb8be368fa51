import { formatPercent } from '#lib/format/percent.ts';
import { findCondition } from '#lib/knative/conditions.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type { Pod, Revision } from '#lib/knative/types.ts';
import { ATTENTION_ORDER } from '#lib/view/attention-order.ts';
import { causeOf, effectOf } from '#lib/view/headline.ts';
import { podState } from '#lib/view/project-pod.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { AttentionState, RolloutView, ServiceSummary } from '#lib/view/types.ts';

/** compareAttention orders Services as the overview does: worst first, then by namespace and name. */
export function compareAttention(
  a: Pick<ServiceSummary, 'state' | 'key'>,
  b: Pick<ServiceSummary, 'state' | 'key'>,
): number {
  return ATTENTION_ORDER.indexOf(a.state) - ATTENTION_ORDER.indexOf(b.state) || compareText(a.key, b.key);
}

export interface Attention {
  state: AttentionState;
  headline: string;
}

/** attentionOf tells why a Service is where it is on the overview, with cause and effect in one sentence; empty when steady. */
export function attentionOf(
  objects: ServiceObjects,
  percents: ReadonlyMap<string, number>,
  rollout: RolloutView | null,
): Attention {
  const { service } = objects;
  const { status } = service;
  const ready = findCondition(status?.conditions, 'Ready');
  const broken = brokenRevision(objects, percents);
  if (broken !== undefined) {
    const { name } = broken.revision.metadata;
    return { state: 'failing', headline: `${name} ${broken.cause}; ${effectOf(name, percents)}` };
  }
  if (ready?.status === 'False') {
    const cause = trimStop(ready.message ?? '') || ready.reason || 'not ready';
    return { state: 'failing', headline: `${cause}; ${effectOf(undefined, percents)}` };
  }
  if (rollout !== null) {
    const { revisionName, percent, targetPercent } = rollout;
    const progress = `${formatPercent(percent)} of ${formatPercent(targetPercent)}`;
    return { state: 'rollingOut', headline: `rolling out ${revisionName}: ${progress}` };
  }
  if (ready?.status !== 'True' || !isCurrent(objects)) {
    return { state: 'progressing', headline: progressHeadline(objects) };
  }
  const routed = [...percents].filter(([, percent]) => percent > 0);
  const latest = status?.latestReadyRevisionName;
  if (latest !== undefined && routed.length > 0 && (percents.get(latest) ?? 0) === 0) {
    return { state: 'pinnedBehind', headline: `pinned behind ${latest}` };
  }
  if (routed.length > 1) {
    const parts = routed
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, percent]) => `${name} ${formatPercent(percent)}`);
    return { state: 'split', headline: `split: ${parts.join(', ')}` };
  }
  return { state: 'steady', headline: '' };
}

/** isCurrent reports whether the status speaks of the spec as it is now. */
export function isCurrent({ service }: Pick<ServiceObjects, 'service'>): boolean {
  return service.status?.observedGeneration === service.metadata.generation;
}

/** The newest revision if it failed, else a revision that gets traffic and failed. */
function brokenRevision(
  objects: ServiceObjects,
  percents: ReadonlyMap<string, number>,
): { revision: Revision; cause: string } | undefined {
  const newest = objects.service.status?.latestCreatedRevisionName;
  const candidates = objects.revisions
    .filter(({ metadata }) => metadata.name === newest || (percents.get(metadata.name) ?? 0) > 0)
    .toSorted((a, b) => Number(b.metadata.name === newest) - Number(a.metadata.name === newest));
  for (const revision of candidates) {
    const ready = findCondition(revision.status?.conditions, 'Ready');
    if (ready?.status === 'False')
      return { revision, cause: causeOf(ready.reason ?? '', ready.message ?? '') };
    const failure = podFailure(objects.pods, revision.metadata.name);
    if (failure !== undefined) return { revision, cause: causeOf(failure.reason, failure.message) };
  }
  return undefined;
}

/**
 * Why the pods of a revision fail while none of them is ready: they tell at once what Knative says of a new Revision after
 * the progress deadline (10 min by default). A pod of phase Failed was evicted and has been replaced: it tells nothing.
 */
function podFailure(pods: readonly Pod[], revisionName: string): ReturnType<typeof podState> | undefined {
  const states = pods
    .filter((pod) => pod.metadata.labels?.[LABEL.revision] === revisionName && pod.status?.phase !== 'Failed')
    .map(podState);
  if (states.some(({ phase }) => phase === 'ready')) return undefined;
  return states.find(({ phase }) => phase === 'failed');
}

function progressHeadline({ service, pods, revisions }: ServiceObjects): string {
  const { status } = service;
  const created = status?.latestCreatedRevisionName;
  if (status === undefined || !isCurrent({ service })) return 'waiting for Knative to take the change in';
  if (created !== undefined && created !== status.latestReadyRevisionName) {
    const stuck = pods
      .filter((pod) => pod.metadata.labels?.[LABEL.revision] === created)
      .map(podState)
      .find(({ reason }) => reason === 'Unschedulable');
    if (stuck !== undefined) return `${created} ${causeOf(stuck.reason, stuck.message)}`;
    const revision = revisions.find((it) => it.metadata.name === created);
    const reason = findCondition(revision?.status?.conditions, 'Ready')?.reason ?? '';
    return reason === '' ? `${created} is starting` : `${created} is starting (${reason})`;
  }
  const ready = findCondition(status.conditions, 'Ready');
  return trimStop(ready?.message ?? '') || ready?.reason || 'in progress';
}

function trimStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
