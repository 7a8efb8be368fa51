import type { TrafficTarget } from '#lib/knative/types.ts';
import type { NearestOffer } from '#lib/traffic/proposals/nearest-split.ts';
import { type Present, pinLatest, type RollBackOffer } from '#lib/traffic/proposals/roll-back.ts';
import { type RevisionShares, resolvedShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { destinationText, listText, sharesText } from '#lib/traffic/split-words.ts';
import { percentOf, sameTraffic, tagOf } from '#lib/traffic/target.ts';

/** A list that a person may choose, and what it means. */
export interface ProposedList {
  id: 'served' | 'literal';
  title: string;
  text: string;
  targets: readonly TrafficTarget[];
}

/** A change that Sluice offers as a whole. It goes directly to the review, and leaves nothing in the gate when it is closed. */
export interface Proposal {
  kind: 'rollBack' | 'undo' | 'sendAll' | 'removeTarget';
  /** What it does, on one line. */
  title: string;
  /** At least one; the default comes first. */
  lists: readonly ProposedList[];
}

/** A change that this browser wrote. */
export interface OwnChange {
  kind: Proposal['kind'] | 'edit';
  /** `spec.traffic` before and after, as the cluster held it. */
  before: readonly TrafficTarget[];
  after: readonly TrafficTarget[];
  /** What `@latest` resolved to before. */
  latestReady: string | null;
  /** The generation that it produced. */
  generation: number;
}

function lostText(lostTags: readonly string[]): string {
  return lostTags.length === 0
    ? ''
    : ` Drops the tag${lostTags.length === 1 ? '' : 's'} ${listText(lostTags)}: the revision no longer exists.`;
}

/** nearestProposal offers the closest match for a split that was served and cannot be restored, and states that it differs. */
export function nearestProposal(offer: NearestOffer, service: string): Proposal {
  const { moved, shares, formerShares, reason, targets, lostTags } = offer;
  const text = [
    `${sharesText(formerShares, service)} served then and cannot be restored: ${reason}. Its share goes to the others in proportion. The resulting split has never been seen serving.`,
    moved === null ? 'Current tags stay where they are.' : pinText(moved),
  ].join(' ');
  const title = `Roll back to the nearest split: ${sharesText(shares, service)}`;
  const list: ProposedList = { id: 'served', title, text: `${text}${lostText(lostTags)}`, targets };
  return { kind: 'rollBack', title, lists: [list] };
}

/** rollBackProposal offers first what an earlier split served, and second its list as it was written. */
export function rollBackProposal(offer: RollBackOffer, { latestReady }: Present, service: string): Proposal {
  const { moved, literal, shares, targets, lostTags } = offer;
  const served: ProposedList = {
    id: 'served',
    title: `What served then: ${sharesText(shares, service)}`,
    text: `${moved === null ? 'Current tags stay where they are.' : pinText(moved)}${lostText(lostTags)}`,
    targets,
  };
  return {
    kind: 'rollBack',
    title: `Roll back to ${sharesText(shares, service)}`,
    lists: literal === null ? [served] : [served, literalList(literal, latestReady, service)],
  };
}

/**
 * undoProposal offers to undo this browser's last change, byte for byte; null when the traffic is no longer what the change produced. When
 * `@latest` had a share and resolves to another revision now, the first list offered pins the revision that it resolved to, and the exact
 * list comes second.
 */
export function undoProposal(
  change: OwnChange,
  { traffic, latestReady }: Pick<Present, 'traffic' | 'latestReady'>,
  service: string,
): Proposal | null {
  if (!sameTraffic(change.after, traffic)) return null;
  const { before, latestReady: then } = change;
  const title = `Undo: back to ${sharesText(resolvedShares(before, then), service)}`;
  const exact = literalList(before, latestReady, service);
  const followed = before.some((target) => rowKeyOf(target) === LATEST && percentOf(target) > 0);
  if (!followed || then === null || then === latestReady) return { kind: 'undo', title, lists: [exact] };
  const pinned: ProposedList = {
    id: 'served',
    title: `What it sent: ${sharesText(resolvedShares(before, then), service)}`,
    text: pinText({ before: then, now: latestReady }),
    targets: pinLatest(before, then),
  };
  return { kind: 'undo', title, lists: [pinned, exact] };
}

function literalList(
  targets: readonly TrafficTarget[],
  latestReady: string | null,
  service: string,
): ProposedList {
  const rows = toRows(targets)
    .filter((row) => row.percent > 0)
    .map((row) => `${row.percent} % ${row.key}`);
  const tags = targets.flatMap((target) => tagOf(target) ?? []);
  const shares: RevisionShares = resolvedShares(targets, latestReady);
  return {
    id: 'literal',
    title: `The list as it was written: ${rows.join(', ')}`,
    text: `It sends ${sharesText(shares, service)} now; ${tags.length === 0 ? 'it has no tags' : `its tags are ${listText(tags)}`}.`,
    targets,
  };
}

function pinText({ before, now }: { before: string; now: string | null }): string {
  return `${LATEST} meant ${before} then and ${now === null ? 'means none now' : `means ${now} now`}, so ${before} is pinned: a later deploy gets no traffic until a target follows ${LATEST} again.`;
}

/**
 * outdatedWords returns why a proposal is outdated: it depends on `@latest`, and a deployment has moved `@latest` since. Null while it is
 * current.
 */
export function outdatedWords(
  { title, lists }: Proposal,
  { before, now }: { before: string | null; now: string | null },
): string | null {
  const leans = lists.some(
    ({ text, targets }) =>
      text.includes(LATEST) || targets.some((target) => rowKeyOf(target) === LATEST && percentOf(target) > 0),
  );
  if (before === now || !(leans || title.includes(LATEST))) return null;
  return `${LATEST} meant ${before ?? 'no revision'} when this was offered and means ${now ?? 'none'} now, so this review is out of date. Cancel and choose again.`;
}

/** sendAllProposal offers a list that sends everything to one destination. */
export function sendAllProposal(
  key: string,
  targets: readonly TrafficTarget[],
  latestReady: string | null,
): Proposal {
  const title = `Send all to ${destinationText(key, latestReady)}`;
  return { kind: 'sendAll', title, lists: [{ id: 'literal', title, text: '', targets }] };
}

/**
 * pinnedEdit returns an edit with its original meaning, plus the revision that `@latest` was pinned to; null when it still means the same.
 */
export function pinnedEdit(
  edit: readonly TrafficTarget[],
  { before, now }: { before: string | null; now: string | null },
): { revisionName: string; targets: readonly TrafficTarget[] } | null {
  if (before === null || before === now) return null;
  const targets = pinLatest(edit, before);
  return sameTraffic(targets, edit) ? null : { revisionName: before, targets };
}
