import { formatPercent } from '#lib/format/percent.ts';
import { findCondition } from '#lib/knative/conditions.ts';
import { type Harm, NOTHING_ROUTED } from '#lib/traffic/harm.ts';
import { harmEffect, harmSentence } from '#lib/traffic/harm-words.ts';
import { ATTENTION_ORDER } from '#lib/view/attention-order.ts';
import { deletionOf, downgradeOf, shortfallOf } from '#lib/view/degraded.ts';
import { mappingLimits, mappingTrouble } from '#lib/view/domain-mappings.ts';
import { brokenNewest } from '#lib/view/failed-change.ts';
import { firstLine } from '#lib/view/headline.ts';
import { PROGRESS_LIMIT_MS, START_LIMIT_MS } from '#lib/view/limits.ts';
import type { AttentionState, ServiceSummary } from '#lib/view/models/service-summary.ts';
import type { RolloutView } from '#lib/view/models/traffic.ts';
import { type Progress, progressOf } from '#lib/view/progress.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { isStaged } from '#lib/view/staged.ts';
import { tagClause, tagSentence, tagTroubles } from '#lib/view/tag-troubles.ts';

/** compareAttention sorts Services as the overview does: worst first, then by namespace and name. */
export function compareAttention(
  a: Pick<ServiceSummary, 'state' | 'key'>,
  b: Pick<ServiceSummary, 'state' | 'key'>,
): number {
  return ATTENTION_ORDER.indexOf(a.state) - ATTENTION_ORDER.indexOf(b.state) || compareText(a.key, b.key);
}

export interface Attention {
  state: AttentionState;
  headline: string;
  /** When the wait began, for `progressing` and `stuck`; null otherwise, and when unknown. */
  since: string | null;
}

/** What determines a Service's place on the overview, in addition to its objects. */
export interface AttentionFacts {
  percents: ReadonlyMap<string, number>;
  rollout: RolloutView | null;
  harm: Harm;
  /** Unix ms. */
  now: number;
}

/** attentionOf returns why a Service has its place on the overview, with cause and effect in one sentence. */
export function attentionOf(objects: ServiceObjects, facts: AttentionFacts): Attention {
  const { harm, rollout, now } = facts;
  const ready = findCondition(objects.service.status?.conditions, 'Ready');
  const broken = brokenNewest(objects);
  const progress = progressOf(objects);
  const tags = tagTroubles(objects, facts);
  if (objects.service.metadata.deletionTimestamp !== undefined && progress !== null) {
    return waiting(progress, now);
  }
  if (harm.level === 'hurting') {
    const nothing = harm.causes[0]?.words === NOTHING_ROUTED;
    const cause = broken ?? (ready?.status === 'False' ? firstLine(ready.message || ready.reason || '') : '');
    return still('failing', nothing && cause !== '' ? `${cause}; ${harmEffect(harm)}` : harmSentence(harm));
  }
  // The change may have broken a candidate that only a tag reaches.
  const effect = harmEffect(harm) + (harm.level === 'none' ? tagClause(tags) : '');
  if (broken !== null) return still('changeFailed', `${broken}; ${effect}`);
  if (ready?.status === 'False') {
    const cause = firstLine(ready.message ?? '') || ready.reason || 'not ready';
    return still('changeFailed', `${cause}; ${effect}`);
  }
  if (rollout !== null) {
    const { revisionName, percent, targetPercent } = rollout;
    const share = `${formatPercent(percent)} of ${formatPercent(targetPercent)}`;
    return still('rollingOut', `rolling out ${revisionName}: ${share}`);
  }
  if (progress !== null) return waiting(progress, now);
  const [tag] = tags;
  const degraded =
    deletionOf(objects) ??
    shortfallOf(objects, facts) ??
    downgradeOf(objects) ??
    doubtOf(harm) ??
    mappingTrouble(objects, now) ??
    (tag === undefined ? null : tagSentence(tag));
  if (degraded !== null) return still('degraded', degraded);
  return settled(objects, facts);
}

/**
 * recheckAt returns the next time, Unix ms, at which the result of attentionOf changes even if the objects do not; null when it never does.
 */
export function recheckAt(objects: ServiceObjects, { now }: Pick<AttentionFacts, 'now'>): number | null {
  const since = progressOf(objects)?.since ?? null;
  const limits = [...objects.memories.values()].flatMap(({ shortSince }) =>
    shortSince === null ? [] : [shortSince + START_LIMIT_MS],
  );
  if (since !== null) limits.push(Date.parse(since) + PROGRESS_LIMIT_MS);
  limits.push(...mappingLimits(objects));
  const coming = limits.filter((at) => at > now);
  return coming.length === 0 ? null : Math.min(...coming);
}

function still(state: AttentionState, headline: string): Attention {
  return { state, headline, since: null };
}

function waiting({ what, since }: Progress, now: number): Attention {
  const late = since !== null && now - Date.parse(since) >= PROGRESS_LIMIT_MS;
  return { state: late ? 'stuck' : 'progressing', headline: what, since };
}

/**
 * doubtOf covers requests that are not known to be answered, although Knative reports the Service as ready. A revision that is being woken
 * is not a problem.
 */
function doubtOf(harm: Harm): string | null {
  return harm.causes.some(({ state }) => state !== 'starting') ? harmSentence(harm) : null;
}

function settled({ service }: ServiceObjects, { percents, harm }: AttentionFacts): Attention {
  const routed = [...percents].filter(([, percent]) => percent > 0);
  const latest = service.status?.latestReadyRevisionName;
  const gets = latest === undefined ? 0 : (percents.get(latest) ?? 0);
  if (
    latest !== undefined &&
    routed.length > 0 &&
    gets === 0 &&
    !isStaged(service.spec.traffic ?? null, latest)
  ) {
    return still('pinnedBehind', `pinned behind ${latest}`);
  }
  const wakes = harmSentence(harm);
  if (routed.length > 1) {
    const parts = routed
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, percent]) => `${name} ${formatPercent(percent)}`);
    return still('split', wakes || `split: ${parts.join(', ')}`);
  }
  return still('steady', wakes);
}
