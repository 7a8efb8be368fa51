import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import { applyTrafficEdit } from '#lib/traffic/edit.ts';
import {
  type BlockedSplit,
  type Present,
  pinLatest,
  type Restoration,
  type RollBackOffers,
  withTagsOf,
} from '#lib/traffic/proposals/roll-back.ts';
import { isRefusal, refusalOfTraffic } from '#lib/traffic/refusal.ts';
import { type RevisionShares, resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { percentOf, tagOf } from '#lib/traffic/target.ts';
import type { SplitView } from '#lib/view/models/history.ts';

/** The closest match for a split that was served and cannot be restored: the same split without the revisions that are gone. */
export interface NearestOffer extends Restoration {
  split: SplitView;
  /** What was served then, and why it cannot be restored. */
  formerShares: RevisionShares;
  reason: string;
}

interface Nearest {
  nearest: NearestOffer[];
  /** Splits without a close match, with the reason. */
  blocked: BlockedSplit[];
}

/**
 * nearestOffers finds the closest match for each split that cannot be restored: it drops the revisions that are gone or not ready, and
 * scales the others up to 100 %. It offers a match only when every remaining revision has served at least half of what it would get and
 * none is known to fail, and when the match is neither the current split nor already offered as one that was served.
 */
export function nearestOffers(
  splits: Iterable<SplitView>,
  { first, alternatives, blocked }: RollBackOffers,
  present: Present,
): Nearest {
  const most = mostServed(splits, present);
  const offered = [...(first === null ? [] : [first]), ...alternatives].map(({ shares }) => shares);
  const now = resolvedShares(present.traffic, present.latestReady);
  const failing = new Set(
    present.revisions.filter(({ serving }) => serving?.state === 'fails').map(({ name }) => name),
  );
  const found: Nearest = { nearest: [], blocked: [] };
  for (const blockedSplit of blocked) {
    const rest = withoutLost(blockedSplit, present);
    if (rest === null) {
      found.blocked.push(blockedSplit);
      continue;
    }
    const { shares } = rest;
    const isKnown = (candidates: readonly RevisionShares[]) =>
      candidates.some((other) => sameShares(other, shares));
    const unproven = Object.keys(shares).find((name) => (shares[name] ?? 0) > 2 * (most[name] ?? 0));
    const broken = Object.keys(shares).find((name) => failing.has(name));
    const why = isKnown([now])
      ? 'what remains of it is already the current split'
      : isKnown(offered)
        ? 'what remains of it is already on this list'
        : broken !== undefined
          ? `${broken}, which remains of it, fails now`
          : unproven === undefined
            ? null
            : `${unproven} remains of it, but is known to have served at most ${most[unproven] ?? 0} %`;
    if (why !== null) found.blocked.push({ ...blockedSplit, reason: `${blockedSplit.reason}; ${why}` });
    else if (!isKnown(found.nearest.map((other) => other.shares)))
      found.nearest.push({
        ...rest,
        split: blockedSplit.split,
        formerShares: blockedSplit.shares,
        reason: blockedSplit.reason,
      });
  }
  return found;
}

/** mostServed returns the largest share that each revision is known to have served. */
function mostServed(splits: Iterable<SplitView>, { revisions }: Present): RevisionShares {
  const most: Record<string, number> = {};
  const note = (name: string, percent: number): void => {
    most[name] = Math.max(most[name] ?? 0, percent);
  };
  for (const { served } of splits) {
    for (const [name, percent] of Object.entries(served ?? {})) note(name, percent);
  }
  for (const { name, routedPercent } of revisions) note(name, routedPercent);
  return most;
}

/** withoutLost returns null when no revision with a share remains, or no revision can be seen. */
function withoutLost({ split, shares }: BlockedSplit, present: Present): Restoration | null {
  const { latestReady: now, revisions } = present;
  const { traffic, latestReady: then } = split;
  const ready = new Set(revisions.filter((revision) => revision.ready === 'True').map(({ name }) => name));
  const there = new Set(revisions.map(({ name }) => name));
  const isLost = (name: string): boolean => !ready.has(name);
  if (there.size === 0 || !Object.keys(shares).some(isLost)) return null;
  const followed = traffic.some((target) => rowKeyOf(target) === LATEST && percentOf(target) > 0);
  const moved = followed && then !== null && then !== now ? { before: then, now } : null;
  const pinned =
    followed && then !== null && (moved !== null || isLost(then)) ? pinLatest(traffic, then) : traffic;
  const isKept = (target: TrafficTarget): boolean => {
    const row = rowKeyOf(target);
    return row === LATEST || !isLost(row);
  };
  const scaled = scaledUp(pinned.filter(isKept));
  if (scaled === null) return null;
  const today = present.traffic.filter((target) => {
    const row = rowKeyOf(target);
    return row === LATEST || there.has(row);
  });
  const targets = withTagsOf(scaled, today);
  if (refusalOfTraffic(targets) !== null) return null;
  const tags = new Set(targets.flatMap((target) => tagOf(target) ?? []));
  return {
    shares: resolvedShares(targets, now),
    targets,
    moved: moved !== null && !isLost(moved.before) ? moved : null,
    lostTags: traffic.flatMap((target) => tagOf(target) ?? []).filter((tag) => !tags.has(tag)),
    literal: null,
  };
}

function scaledUp(targets: readonly TrafficTarget[]): readonly TrafficTarget[] | null {
  const rows = toRows(targets).filter((row) => row.percent > 0);
  const percents = apportion(
    100,
    rows.map((row) => row.percent),
  );
  const next = applyTrafficEdit(targets, {
    type: 'setPercents',
    percents: Object.fromEntries(rows.map((row, index) => [row.key, percents[index] ?? 0])),
  });
  return rows.length === 0 || isRefusal(next) ? null : next;
}
