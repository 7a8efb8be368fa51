import { tagOf } from '#lib/traffic/target.ts';
import type { TagTrouble } from '#lib/view/models/service-head.ts';
import { statusTraffic } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { servingOf } from '#lib/view/serving.ts';

/**
 * tagTroubles returns the tags whose own URL leads to a revision that does not answer and that has no share of the main host; with a share
 * it would be reported anyway. `percents` as returned by routedPercents; `now` in Unix ms.
 */
export function tagTroubles(
  objects: ServiceObjects,
  { percents, now }: { percents: ReadonlyMap<string, number>; now: number },
): TagTrouble[] {
  const troubles: TagTrouble[] = [];
  for (const target of statusTraffic(objects)) {
    const tag = tagOf(target);
    const { revisionName } = target;
    if (tag === null || revisionName === undefined || (percents.get(revisionName) ?? 0) > 0) continue;
    const { state, words } = servingOf(revisionName, objects, now);
    if (state === 'fails' || state === 'missing') troubles.push({ tag, revisionName, words });
  }
  return troubles;
}

/** tagSentence reports that requests to a tag fail, and why: `requests to the tag next fail: hello-00002 crashes`. */
export function tagSentence({ tag, revisionName, words }: TagTrouble): string {
  return `requests to the tag ${tag} fail: ${revisionName} ${words}`;
}

/** tagClause names the tags whose requests fail, as the continuation of a sentence about the main host; empty when there are none. */
export function tagClause(troubles: readonly TagTrouble[]): string {
  const [first, ...rest] = troubles;
  if (first === undefined) return '';
  return `, but requests to the tag ${first.tag}${rest.length === 0 ? '' : ` and ${rest.length} more`} fail`;
}
