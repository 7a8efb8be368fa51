import type { TrafficTarget } from '#lib/knative/types.ts';
import type { Effect, EffectFacts } from '#lib/traffic/effects/effect-facts.ts';
import { type RowKey, rowKeyOf } from '#lib/traffic/rows.ts';
import { listText } from '#lib/traffic/split-words.ts';
import { tagHostProblem } from '#lib/traffic/tag-host.ts';
import { tagOf } from '#lib/traffic/target.ts';

/** tagEffects returns which tags the Route cannot accept, and which URLs stop working. */
export function tagEffects(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  { service, tags, tagUrls }: Pick<EffectFacts, 'service' | 'tags' | 'tagUrls'>,
): Effect[] {
  const rows = tagRows(after);
  const old = tagRows(before);
  const taken = new Map(tags.map((fact) => [fact.tag, fact.takenBy]));
  const effects: Effect[] = [...rows.keys()].flatMap((tag): Effect[] => {
    const long = tagHostProblem(tag, service);
    if (long !== null) return [{ level: 'bad', type: 'tag', text: `Tag ${tag}: ${long}`, remove: null }];
    const owner = taken.get(tag);
    if (owner === undefined) return [];
    const text =
      owner === null
        ? `It cannot be seen whether the name ${tag}-${service}, which the tag ${tag} needs, is free.`
        : `The tag ${tag} needs the name ${tag}-${service}, which ${owner} already has: the Route would fail.`;
    return [{ level: owner === null ? 'warn' : 'bad', type: 'tag', text, remove: null }];
  });
  const removed = [...old.keys()].filter((tag) => !rows.has(tag));
  if (removed.length > 0) effects.push(removedEffect(removed, tagUrls));
  for (const [tag, row] of rows) {
    const from = old.get(tag);
    if (from === undefined || from === row) continue;
    const text = `The tag ${tag} moves from ${from} to ${row}: its URL then leads there.`;
    effects.push({ level: 'note', type: 'tag', text, remove: null });
  }
  return effects;
}

function removedEffect(removed: readonly string[], tagUrls: ReadonlyMap<string, string>): Effect {
  const many = removed.length > 1;
  const urls = removed.flatMap((tag) => tagUrls.get(tag) ?? []);
  const which = urls.length === 0 ? (many ? 'their URLs' : 'its URL') : listText(urls);
  const stop = urls.length > 1 || (urls.length === 0 && many) ? 'stop working' : 'stops working';
  const text = `Removes the tag${many ? 's' : ''} ${listText(removed)}: ${which} ${stop}.`;
  return { level: 'warn', type: 'tagRemoved', text, remove: null };
}

function tagRows(targets: readonly TrafficTarget[]): ReadonlyMap<string, RowKey> {
  return new Map(
    targets.flatMap((target) => {
      const tag = tagOf(target);
      return tag === null ? [] : [[tag, rowKeyOf(target)] as const];
    }),
  );
}
