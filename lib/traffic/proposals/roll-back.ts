import type { TrafficTarget } from '#lib/knative/types.ts';
import { applyTrafficEdit, mergeUntagged } from '#lib/traffic/edit.ts';
import { isRefusal, refusalOfTraffic } from '#lib/traffic/refusal.ts';
import { type RevisionShares, resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, type RowKey, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { percentOf, sameTraffic, tagOf, totalPercent } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

/** The current state, to compare an earlier list with. */
export interface Present {
  /** `spec.traffic`. */
  traffic: readonly TrafficTarget[];
  latestReady: string | null;
  revisions: readonly PresentRevision[];
}

/** Current state of a revision; without `serving`, no failure is known. */
type PresentRevision = Pick<RevisionView, 'name' | 'ready' | 'routedPercent'> &
  Partial<Pick<RevisionView, 'serving'>>;

/** An earlier list, and what is needed to restore what it served. */
interface Restorable {
  traffic: readonly TrafficTarget[];
  /** What `@latest` resolved to then. */
  latestReady: string | null;
  served: RevisionShares;
}

/** How to restore the shares that an earlier list served. */
export interface Restoration {
  /** Shares by revision. */
  shares: RevisionShares;
  /** The list to write: with the current tags, and a pin when `@latest` resolves to another revision now. */
  targets: readonly TrafficTarget[];
  /** What `@latest` resolved to then and resolves to now, when it had a share and the two differ. */
  moved: { before: string; now: string | null } | null;
  /** Tags that are not restored because their revision is gone. */
  lostTags: readonly string[];
  /** The list as it was written, when it may be offered as an alternative and differs from `targets`; otherwise null. */
  literal: readonly TrafficTarget[] | null;
}

/** A split to roll back to. */
export interface RollBackOffer extends Restoration {
  split: SplitView;
}

/** A split that was served and cannot be restored. */
export interface BlockedSplit {
  split: SplitView;
  shares: RevisionShares;
  /** The reason, as text. */
  reason: string;
}

export interface RollBackOffers {
  /**
   * Target of the one-click rollback: the newest split that served, was not itself rolled back, and sends nothing to a revision that fails
   * now. Null when there is none.
   */
  first: RollBackOffer | null;
  /** All others, newest first, each split once. */
  alternatives: readonly RollBackOffer[];
  blocked: readonly BlockedSplit[];
  /** Splits that were rolled back, in shares by revision. */
  left: readonly RevisionShares[];
}

/**
 * rollBackOffers returns the splits to roll back to. A split qualifies only if it was served and its shares by revision differ from the
 * current ones; a change of tags alone does not qualify. A split that was left by rolling back to an earlier one is never the first.
 */
export function rollBackOffers(splits: Iterable<SplitView>, present: Present): RollBackOffers {
  const oldestFirst = [...splits].sort(
    (a, b) => a.generation - b.generation || a.seenAt.localeCompare(b.seenAt),
  );
  const { standing, left } = divideHistory(oldestFirst, resolvedShares(present.traffic, present.latestReady));
  const everServed = servedRevisions(oldestFirst, present);
  const isFailing = failingIn(present);
  const offers: RollBackOffers & { alternatives: RollBackOffer[]; blocked: BlockedSplit[] } = {
    first: null,
    alternatives: [],
    blocked: [],
    left: left.map(({ shares }) => shares),
  };
  for (const { split, shares, isStanding } of [
    ...standing.toReversed().map((served) => ({ ...served, isStanding: true })),
    ...left.toReversed().map((served) => ({ ...served, isStanding: false })),
  ]) {
    const restoration = restore({ ...split, served: shares }, present, everServed);
    if ('reason' in restoration) offers.blocked.push({ split, shares, reason: restoration.reason });
    else if (isStanding && offers.first === null && !Object.keys(shares).some(isFailing))
      offers.first = { split, ...restoration };
    else offers.alternatives.push({ split, ...restoration });
  }
  return offers;
}

interface Served {
  split: SplitView;
  shares: RevisionShares;
}

/**
 * divideHistory divides the splits that were served, oldest first, into those that led to the current one and those that were left by
 * rolling back to an earlier one. Each split appears once, as it was last written; the current one appears in neither.
 */
function divideHistory(
  splits: readonly SplitView[],
  now: RevisionShares,
): { standing: Served[]; left: Served[] } {
  let standing: Served[] = [];
  let left: Served[] = [];
  const arrive = (shares: RevisionShares): void => {
    const at = standing.findIndex((served) => sameShares(served.shares, shares));
    if (at !== -1) {
      left.push(...standing.slice(at + 1));
      standing = standing.slice(0, at);
    }
    left = left.filter((served) => !sameShares(served.shares, shares));
  };
  for (const split of splits) {
    if (split.served === null) continue;
    arrive(split.served);
    standing.push({ split, shares: split.served });
  }
  arrive(now);
  return { standing, left };
}

/** servedRevisions returns the names of the revisions that are known to have served requests. */
function servedRevisions(splits: readonly SplitView[], { revisions }: Present): ReadonlySet<string> {
  return new Set([
    ...splits.flatMap(({ served }) => Object.keys(served ?? {})),
    ...revisions.filter(({ routedPercent }) => routedPercent > 0).map(({ name }) => name),
  ]);
}

/** failingIn returns a function that reports whether a revision's requests are known to fail now, whatever Knative's conditions say. */
function failingIn({ revisions }: Present): (revisionName: string) => boolean {
  const failing = new Set(
    revisions.filter(({ serving }) => serving?.state === 'fails').map(({ name }) => name),
  );
  return (revisionName) => failing.has(revisionName);
}

/**
 * restore returns the list that again serves what an earlier one served. Current tags stay where they are; tags that only the earlier list
 * has are restored with it. It returns the reason instead when a revision that got traffic is gone or not ready.
 */
function restore(
  earlier: Restorable,
  present: Present,
  everServed: ReadonlySet<string>,
): Restoration | { reason: string } {
  const { traffic, latestReady: then, served } = earlier;
  const { latestReady: now } = present;
  const readiness = new Map(present.revisions.map(({ name, ready }) => [name, ready]));
  for (const name of Object.keys(served)) {
    if (readiness.size === 0) return { reason: `it cannot be seen whether ${name} still exists` };
    if (!readiness.has(name)) return { reason: `${name} no longer exists` };
    if (readiness.get(name) !== 'True') return { reason: `${name} is not ready now` };
  }
  const followed = traffic.some((target) => rowKeyOf(target) === LATEST && percentOf(target) > 0);
  const moved = followed && then !== null && then !== now ? { before: then, now } : null;
  const isGone = (target: TrafficTarget): boolean => {
    const row = rowKeyOf(target);
    return row !== LATEST && !readiness.has(row);
  };
  const lost = traffic.filter((target) => isGone(target));
  const kept = lost.length === 0 ? traffic : traffic.filter((target) => !isGone(target));
  const pinned = moved === null ? kept : pinLatest(kept, moved.before);
  const targets = withTagsOf(
    pinned,
    present.traffic.filter((target) => !isGone(target)),
  );
  const isExact = sameShares(resolvedShares(targets, now), served) && refusalOfTraffic(targets) === null;
  if (!isExact) return { reason: 'no list can serve exactly this any longer' };
  const isLiteralSafe = lost.length === 0 && mayStand(traffic, present, everServed);
  return {
    shares: served,
    targets,
    moved,
    lostTags: lost.flatMap((target) => tagOf(target) ?? []),
    literal: isLiteralSafe && !sameTraffic(traffic, targets) ? traffic : null,
  };
}

/**
 * pinLatest replaces `@latest` with the revision that it resolved to; a target at 0 % keeps following it. Returns the same list when
 * `@latest` has no share.
 */
export function pinLatest(targets: readonly TrafficTarget[], revisionName: string): readonly TrafficTarget[] {
  const follows = (target: TrafficTarget) => rowKeyOf(target) === LATEST && percentOf(target) > 0;
  if (!targets.some(follows)) return targets;
  const pinned = targets.map((target) =>
    follows(target) ? { ...target, latestRevision: false, revisionName } : target,
  );
  return joinTagged(mergeUntagged(pinned, revisionName), revisionName);
}

/**
 * joinTagged adds the share of a revision's untagged target to its first tagged one with a share, if it has both: the tag stays, and one
 * target serves what two would.
 */
function joinTagged(targets: readonly TrafficTarget[], revisionName: string): readonly TrafficTarget[] {
  const own = targets.filter((target) => rowKeyOf(target) === revisionName && percentOf(target) > 0);
  const tagged = own.find((target) => tagOf(target) !== null);
  const untagged = own.find((target) => tagOf(target) === null);
  if (tagged === undefined || untagged === undefined) return targets;
  const joined = { ...tagged, percent: totalPercent([tagged, untagged]) };
  return targets.flatMap((target) => (target === untagged ? [] : [target === tagged ? joined : target]));
}

/** withTagsOf puts each tag of the current list on its current destination. */
export function withTagsOf(
  targets: readonly TrafficTarget[],
  today: readonly TrafficTarget[],
): readonly TrafficTarget[] {
  let next = targets;
  for (const target of today) {
    const tag = tagOf(target);
    if (tag === null) continue;
    const row = rowKeyOf(target);
    const isThere = next.some((candidate) => tagOf(candidate) === tag);
    const edited = applyTrafficEdit(next, { type: isThere ? 'moveTag' : 'addTag', tag, row });
    if (!isRefusal(edited)) next = edited;
  }
  return next;
}

/**
 * mayStand reports whether a list may be offered as it was written: it is a different split from the current one; every revision that it
 * names exists, is ready and is not known to fail; and none that never served gets more than it has.
 */
function mayStand(
  traffic: readonly TrafficTarget[],
  present: Present,
  everServed: ReadonlySet<string>,
): boolean {
  const { traffic: today, latestReady, revisions } = present;
  const isFailing = failingIn(present);
  const then = resolvedShares(traffic, latestReady);
  const now = resolvedShares(today, latestReady);
  const ready = new Set(
    revisions.filter((revision) => revision.ready === 'True').map((revision) => revision.name),
  );
  return (
    !sameShares(then, now) &&
    Object.entries(then).every(
      ([name, percent]) =>
        ready.has(name) && !isFailing(name) && (everServed.has(name) || percent <= (now[name] ?? 0)),
    )
  );
}

/**
 * isStepBack reports whether a change moved traffic away from newer revisions: among the revisions whose share differs, the newest has less
 * afterwards. Unknown revisions count as oldest.
 */
export function isStepBack(
  before: RevisionShares,
  after: RevisionShares,
  revisions: readonly Pick<RevisionView, 'name' | 'generation'>[],
): boolean {
  const generations = new Map(revisions.map(({ name, generation }) => [name, generation]));
  const [newest] = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .sort((a, b) => (generations.get(b) ?? -1) - (generations.get(a) ?? -1));
  return newest !== undefined && (after[newest] ?? 0) < (before[newest] ?? 0);
}

/**
 * sendAllTo gives a destination 100 % and keeps every tag, except on targets whose revision does not exist, because they would keep the
 * Route failing. Null when nothing would change or it is impossible. `isThere` reports whether a revision exists; when absent, all do.
 */
export function sendAllTo(
  targets: readonly TrafficTarget[],
  key: RowKey,
  isThere: (revisionName: string) => boolean = () => true,
): readonly TrafficTarget[] | null {
  const kept = withoutMissing(targets, isThere);
  const percents = Object.fromEntries([...toRows(targets).map((row) => [row.key, 0] as const), [key, 100]]);
  const next = applyTrafficEdit(targets, { type: 'setPercents', percents });
  if (isRefusal(next)) return null;
  const cleaned = kept === targets ? next : withoutMissing(next, isThere);
  return sameTraffic(cleaned, targets) || refusalOfTraffic(cleaned) !== null ? null : cleaned;
}

/** withoutMissing removes targets whose revision does not exist; it returns the same array when all exist. */
function withoutMissing(
  targets: readonly TrafficTarget[],
  isThere: (revisionName: string) => boolean,
): readonly TrafficTarget[] {
  const kept = targets.filter((target) => {
    const row = rowKeyOf(target);
    return row === LATEST || isThere(row);
  });
  return kept.length === targets.length ? targets : kept;
}
