import { parseGoInteger } from '#lib/go/number.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { newTarget, percentOf, tagOf } from '#lib/traffic/target.ts';

/** Traffic flags of `kn service update`. A reference is `@latest`, a tag or a revision. */
export interface KnFlags {
  untag: string[];
  /** `reference=tag`. */
  tag: string[];
  /** `reference=percent`, summing to 100; empty leaves the percents unchanged. */
  traffic: string[];
}

/** The error that kn prints instead of writing. */
interface KnError {
  error: string;
}

/** Both sides of the `=` in a flag. */
type Pair = [reference: string, value: string];

/**
 * computeKnTraffic returns the `spec.traffic` that `kn service update` writes for these flags (knative/client v1.23
 * `pkg/traffic/compute.go`), or kn's error. It does not compute flags whose percents sum to less than 100, because kn then guesses from
 * `status.traffic`. `targets` has its defaults filled in, as the API returns it.
 */
export function computeKnTraffic(
  targets: readonly TrafficTarget[],
  flags: KnFlags,
  serviceName: string,
): TrafficTarget[] | KnError {
  const tags = parseTags(flags.tag);
  if ('error' in tags) return tags;
  const pairs = parseTraffic(flags.traffic);
  if ('error' in pairs) return pairs;
  const untagged = untag(targets, flags.untag, serviceName);
  if ('error' in untagged) return untagged;
  const tagged = applyTags(untagged, tags);
  if ('error' in tagged) return tagged;
  const shared = flags.traffic.length === 0 ? tagged : applyPercents(tagged, pairs.shares);
  return shared.filter((target) => tagOf(target) !== null || percentOf(target) !== 0);
}

/** splitFlag splits a flag at `=`. Without `=` the whole flag applies to `@latest`. */
function splitFlag(flag: string): Pair | KnError {
  const [reference = '', value, ...more] = flag.split('=');
  if (value === undefined) return [LATEST, reference];
  if (more.length > 0 || reference === '' || value === '')
    return { error: `expecting the value format in value1=value2, given ${flag}` };
  return [reference, value.replace(/%$/, '')];
}

function parseTags(flags: readonly string[]): Pair[] | KnError {
  const pairs: Pair[] = [];
  for (const flag of flags) {
    const pair = splitFlag(flag);
    if ('error' in pair) return pair;
    if (pair[0] === LATEST && pairs.some(([reference]) => reference === LATEST))
      return { error: `repetition of identifier ${LATEST} is not allowed, use only once with --tag flag` };
    pairs.push(pair);
  }
  return pairs;
}

function parseTraffic(
  flags: readonly string[],
): { shares: [reference: string, percent: number][] } | KnError {
  const shares = new Map<string, number>();
  for (const flag of flags) {
    const pair = splitFlag(flag);
    if ('error' in pair) return pair;
    const [reference, percent] = pair;
    const value = parseGoInteger(percent, 64);
    if (shares.has(reference)) {
      const name = reference === LATEST ? `identifier ${LATEST}` : `revision reference ${reference}`;
      return { error: `repetition of ${name} is not allowed, use only once with --traffic flag` };
    }
    if (typeof value === 'string')
      return { error: `error converting given ${percent} to integer value for traffic distribution` };
    if (value < 0 || value > 100)
      return { error: `invalid value for traffic percent ${value}, expected 0 <= percent <= 100` };
    shares.set(reference, value);
  }
  const sum = [...shares.values()].reduce((a, b) => a + b, 0);
  if (sum > 100) return { error: `given traffic percents sum to ${sum}, want <=100` };
  if (sum < 100 && shares.size > 0)
    return { error: `given traffic percents sum to ${sum}; kn would place the rest` };
  return { shares: [...shares] };
}

/** untag removes one target's tag for each time that a tag is named. */
function untag(
  targets: readonly TrafficTarget[],
  tags: readonly string[],
  serviceName: string,
): TrafficTarget[] | KnError {
  const next = [...targets];
  const unknown = tags.filter((tag) => {
    const place = next.findIndex((target) => (target.tag ?? '') === tag);
    const target = next[place];
    if (target !== undefined) next[place] = withoutTag(target);
    return target === undefined;
  });
  if (unknown.length === 0) return next;
  return { error: `tag(s) ${unknown.join(', ')} not present for any revisions of service ${serviceName}` };
}

function applyTags(targets: readonly TrafficTarget[], pairs: readonly Pair[]): TrafficTarget[] | KnError {
  let next = [...targets];
  for (const [reference, tag] of pairs) {
    const result = applyTag(next, reference, tag);
    if ('error' in result) return result;
    next = result;
  }
  return next;
}

function applyTag(targets: TrafficTarget[], reference: string, tag: string): TrafficTarget[] | KnError {
  const own = targets.filter((target) => rowKeyOf(target) === reference);
  const [first] = own;
  const present = reference === LATEST ? first?.tag === tag : own.some((target) => target.tag === tag);
  if (present) return targets;
  if (targets.some((target) => target.tag === tag)) {
    return {
      error: `refusing to overwrite existing tag in service, add flag '--untag ${tag}' in command to untag it`,
    };
  }
  const existing = first === undefined ? null : tagOf(first);
  if (first !== undefined && existing === null) {
    return targets.map((target) => (target === first ? { ...target, tag } : target));
  }
  if (reference === LATEST && existing !== null) {
    return {
      error: `tag '${existing}' exists on latest ready revision of service, refusing to overwrite existing tag with '${tag}', add flag '--untag ${existing}' in command to untag it`,
    };
  }
  // kn checks only the first target of a revision.
  return [...targets, newTarget(reference, 0, tag)];
}

function applyPercents(
  targets: readonly TrafficTarget[],
  shares: readonly [string, number][],
): TrafficTarget[] {
  const next = targets.map((target) => ({ ...target, percent: 0 }));
  for (const [reference, percent] of shares) {
    const found =
      (reference === LATEST ? undefined : next.find((target) => target.tag === reference)) ??
      next.find((target) => rowKeyOf(target) === reference);
    if (found === undefined) next.push({ ...newTarget(reference, percent), percent });
    else found.percent = percent;
  }
  return next;
}

function withoutTag(target: TrafficTarget): TrafficTarget {
  const { tag: _, ...rest } = target;
  return rest;
}
