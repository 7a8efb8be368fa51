import { LATEST, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { newTarget, percentOf, tagOf } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** The traffic flags of `kn service update`; a reference is `@latest`, a tag or a revision. */
export interface KnFlags {
  untag: string[];
  /** `reference=tag`. */
  tag: string[];
  /** `reference=percent`, summing to 100; empty leaves the percents. */
  traffic: string[];
}

/**
 * computeKnTraffic gives the `spec.traffic` that `kn service update` writes for these flags (knative/client v1.23
 * `pkg/traffic/compute.go`), or kn's error. Flags whose percents sum to less than 100 are not computed: kn then guesses from
 * `status.traffic`. `targets` has its defaults filled in, as the API returns it.
 */
export function computeKnTraffic(
  targets: readonly TrafficTarget[],
  flags: KnFlags,
): TrafficTarget[] | { error: string } {
  if (flags.tag.filter((flag) => flag.startsWith(`${LATEST}=`)).length > 1) {
    return { error: `repetition of identifier ${LATEST} is not allowed, use only once with --tag flag` };
  }
  const pairs = parseTraffic(flags.traffic);
  if ('error' in pairs) return pairs;
  const unknown = flags.untag.filter((tag) => !targets.some((target) => tagOf(target) === tag));
  if (unknown.length > 0) return { error: `tag(s) ${unknown.join(', ')} not present for any revisions` };
  const untagged = targets.map((target) =>
    flags.untag.includes(target.tag ?? '') ? withoutTag(target) : target,
  );
  const tagged = applyTags(untagged, flags.tag);
  if ('error' in tagged) return tagged;
  const shared = pairs.shares.length === 0 ? tagged : applyPercents(tagged, pairs.shares);
  return shared.filter((target) => tagOf(target) !== null || percentOf(target) !== 0);
}

function parseTraffic(
  flags: readonly string[],
): { shares: [reference: string, percent: number][] } | { error: string } {
  const shares = new Map<string, number>();
  for (const flag of flags) {
    const [reference = '', percent = ''] = flag.split('=');
    const value = Number(percent);
    if (shares.has(reference)) {
      const name = reference === LATEST ? `identifier ${LATEST}` : `revision reference ${reference}`;
      return { error: `repetition of ${name} is not allowed, use only once with --traffic flag` };
    }
    if (percent === '' || !Number.isInteger(value)) {
      return { error: `error converting given ${percent} to integer value for traffic distribution` };
    }
    if (value < 0 || value > 100) {
      return { error: `invalid value for traffic percent ${value}, expected 0 <= percent <= 100` };
    }
    shares.set(reference, value);
  }
  const sum = [...shares.values()].reduce((a, b) => a + b, 0);
  if (sum > 100) return { error: `given traffic percents sum to ${sum}, want <=100` };
  if (sum < 100 && shares.size > 0)
    return { error: `given traffic percents sum to ${sum}; kn would place the rest` };
  return { shares: [...shares] };
}

function applyTags(
  targets: readonly TrafficTarget[],
  flags: readonly string[],
): TrafficTarget[] | { error: string } {
  let next = [...targets];
  for (const flag of flags) {
    const [reference = '', tag = ''] = flag.split('=');
    const result = applyTag(next, reference, tag);
    if ('error' in result) return result;
    next = result;
  }
  return next;
}

function applyTag(
  targets: TrafficTarget[],
  reference: string,
  tag: string,
): TrafficTarget[] | { error: string } {
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
  // kn looks no further than the first target of a revision.
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
