import { assertNever } from '#lib/assert-never.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { applyTrafficEdit, type TrafficEdit } from '#lib/traffic/edit.ts';
import {
  changedPercents,
  evenly,
  fallbackRow,
  moveDivider,
  type Shares,
  setShare,
  toShares,
} from '#lib/traffic/gesture.ts';
import { type EditRefusal, isRefusal } from '#lib/traffic/refusal.ts';
import { type RowKey, rowKeyOf, toRows } from '#lib/traffic/rows.ts';
import { sameAsDefaulted, sameTraffic } from '#lib/traffic/target.ts';

/** An edit in progress: its starting point and every step since. It never reads live data. */
export interface TrafficDraft {
  uid: string;
  /** `spec.traffic` when the edit began; null when it was absent. The write tests it. */
  base: readonly TrafficTarget[] | null;
  /** The latest ready revision when the edit began. */
  latestReady: string | null;
  /** Hash of `spec.template` when the edit began, to indicate other changes of the spec. */
  templateHash: string;
  /** Steps up to and including the current one; the first is the base. */
  past: readonly (readonly TrafficTarget[])[];
  /** Undone steps, next one first. */
  future: readonly (readonly TrafficTarget[])[];
  locked: readonly RowKey[];
  /** Rows whose typed percent is still in effect, in the order of typing. Typing in other rows does not move them. */
  typed: readonly RowKey[];
  /** The gesture in progress and the shares when it began; null between gestures. */
  gesture: { id: string; start: readonly TrafficTarget[] } | null;
  /** Why the last gesture could not be carried out; null when it could. */
  refusal: string | null;
}

export interface DraftSource {
  uid: string;
  traffic: readonly TrafficTarget[] | null;
  latestReady: string | null;
  templateHash: string;
}

export type DraftAction =
  /**
   * A slider, key or preset. Consecutive ones of the same gesture start from the same shares. `gone`: rows whose revision does not exist.
   * They leave the list once they hold nothing, including tags, because they would keep the Route failing.
   */
  | {
      type: 'setShare';
      gesture: string;
      key: RowKey;
      percent: number;
      order: readonly RowKey[];
      gone?: readonly RowKey[];
    }
  /** A typed number. It keeps the previously typed rows unchanged as long as the other rows can absorb the difference. */
  | { type: 'typeShare'; gesture: string; key: RowKey; percent: number; order: readonly RowKey[] }
  /** Moves the divider between two rows so that the left one holds the given percent. */
  | { type: 'moveDivider'; gesture: string; left: RowKey; right: RowKey; leftPercent: number }
  | { type: 'evenly'; keys: readonly RowKey[] }
  | { type: 'edit'; edit: TrafficEdit }
  | { type: 'toggleLock'; key: RowKey }
  | { type: 'endGesture' }
  | { type: 'undo' }
  | { type: 'redo' };

const MAX_STEPS = 200;

/** beginDraft starts an edit from the current state of the cluster. */
export function beginDraft(source: DraftSource, locked: readonly RowKey[] = []): TrafficDraft {
  const first = source.traffic === null || source.traffic.length === 0 ? DEFAULT_TRAFFIC : source.traffic;
  return {
    uid: source.uid,
    base: source.traffic,
    latestReady: source.latestReady,
    templateHash: source.templateHash,
    past: [first],
    future: [],
    locked,
    typed: [],
    gesture: null,
    refusal: null,
  };
}

/**
 * currentDraft returns the draft to continue with, given a stored one and the current state of the cluster. A draft that changes nothing
 * follows the live traffic, and so does one that is done; its locks stay.
 */
export function currentDraft(kept: TrafficDraft | null, source: DraftSource): TrafficDraft {
  if (kept === null || kept.uid !== source.uid) return beginDraft(source);
  if (isDone(kept, source)) return beginDraft(source, kept.locked);
  if (isChanged(kept) || (!isMoved(kept, source) && kept.latestReady === source.latestReady)) return kept;
  return beginDraft(source, kept.locked);
}

/** isDone reports whether the cluster now holds the list that a draft asks for, no matter who wrote it. */
export function isDone(draft: TrafficDraft, source: DraftSource): boolean {
  return (
    isChanged(draft) &&
    isMoved(draft, source) &&
    sameAsDefaulted(draftTraffic(draft), source.traffic ?? DEFAULT_TRAFFIC)
  );
}

function isMoved(draft: TrafficDraft, source: DraftSource): boolean {
  return !sameTraffic(draft.base ?? [], source.traffic ?? []);
}

/** driftOf reports what changed in the cluster since the edit began. A draft that changes nothing follows the cluster, so it has no drift. */
export function driftOf(
  draft: TrafficDraft,
  source: DraftSource,
): {
  /** Whether `spec.traffic` is another list. */
  movedElsewhere: boolean;
  /** Whether `spec.template` is another. */
  templateChanged: boolean;
} {
  const isEdit = isChanged(draft);
  return {
    movedElsewhere: isEdit && isMoved(draft, source),
    templateChanged: isEdit && draft.templateHash !== source.templateHash,
  };
}

/** draftTraffic returns the targets as edited so far. */
export function draftTraffic(draft: TrafficDraft): readonly TrafficTarget[] {
  return draft.past.at(-1) ?? DEFAULT_TRAFFIC;
}

/** isChanged reports whether applying the draft would write anything. */
export function isChanged(draft: TrafficDraft): boolean {
  const first = draft.past[0];
  return first !== undefined && !sameTraffic(first, draftTraffic(draft));
}

/** reduceDraft returns the next draft. An action that cannot be carried out leaves the traffic unchanged and records why. */
export function reduceDraft(draft: TrafficDraft, action: DraftAction): TrafficDraft {
  switch (action.type) {
    case 'setShare':
      return withoutGone(
        giveShare(begin({ ...draft, typed: [] }, action.gesture), action, []),
        action.gone ?? [],
      );
    case 'typeShare': {
      const before = draft.typed.filter((key) => key !== action.key);
      const begun = begin({ ...draft, typed: [...before, action.key] }, action.gesture);
      return giveTypedShare(begun, action, before);
    }
    case 'moveDivider': {
      const begun = begin({ ...draft, typed: [] }, action.gesture);
      const locked = new Set(begun.locked);
      return shift(begun, (start) =>
        moveDivider(start, action.left, action.right, action.leftPercent - (start[action.left] ?? 0), {
          locked,
        }),
      );
    }
    case 'evenly': {
      const begun = begin({ ...draft, typed: [] }, 'evenly');
      return { ...shift(begun, (start) => evenly(start, action.keys, new Set(begun.locked))), gesture: null };
    }
    case 'edit': {
      const next = applyTrafficEdit(draftTraffic(draft), action.edit);
      return isRefusal(next)
        ? { ...draft, gesture: null, refusal: next.refused }
        : push({ ...draft, typed: [], gesture: null }, next);
    }
    case 'toggleLock': {
      const locked = draft.locked.includes(action.key)
        ? draft.locked.filter((key) => key !== action.key)
        : [...draft.locked, action.key];
      return { ...draft, locked, gesture: null, refusal: null };
    }
    case 'endGesture':
      return draft.gesture === null ? draft : { ...draft, gesture: null };
    case 'undo': {
      const present = draft.past.at(-1);
      if (draft.past.length < 2 || present === undefined) return draft;
      return {
        ...draft,
        past: draft.past.slice(0, -1),
        future: [present, ...draft.future],
        typed: [],
        gesture: null,
        refusal: null,
      };
    }
    case 'redo': {
      const [next, ...future] = draft.future;
      if (next === undefined) return draft;
      return { ...draft, past: [...draft.past, next], future, typed: [], gesture: null, refusal: null };
    }
    default:
      return assertNever(action);
  }
}

type Begun = TrafficDraft & { gesture: { id: string; start: readonly TrafficTarget[] } };
type ShareAction = Extract<DraftAction, { type: 'setShare' | 'typeShare' }>;

/** giveShare sets a row's share; held rows neither give nor take. It reports when the row gets less or more than requested. */
function giveShare(
  draft: Begun,
  { key, percent, order }: ShareAction,
  held: readonly RowKey[],
): TrafficDraft {
  const locked = new Set([...draft.locked, ...held]);
  const fallback = fallbackRow(order, key, locked, draft.latestReady);
  const next = shift(draft, (start) => setShare(start, order, key, percent, { locked, fallback }));
  const got = toShares(draftTraffic(next))[key] ?? 0;
  if (next.refusal !== null || got === percent) return next;
  const otherLocked = draft.locked.filter((row) => row !== key).join(', ');
  const refusal = `${key} gets ${got} %, not ${percent} %: ${otherLocked === '' ? 'a share is from 0 to 100 %' : `${otherLocked} is locked`}.`;
  return { ...next, refusal };
}

function withoutGone(draft: TrafficDraft, gone: readonly RowKey[]): TrafficDraft {
  const present = draftTraffic(draft);
  const empty = new Set(
    toRows(present)
      .filter((row) => row.percent === 0 && gone.includes(row.key))
      .map((row) => row.key),
  );
  if (empty.size === 0) return draft;
  const isFirstStep = present === draft.gesture?.start;
  const past = isFirstStep ? draft.past : draft.past.slice(0, -1);
  return push(
    { ...draft, past },
    present.filter((target) => !empty.has(rowKeyOf(target))),
  );
}

/**
 * giveTypedShare holds the previously typed rows. The oldest of them yield when no other row with a share can: a row without a share does
 * not receive what nobody assigned to it.
 */
function giveTypedShare(draft: Begun, action: ShareAction, before: readonly RowKey[]): TrafficDraft {
  const sharing = toRows(draft.gesture.start).filter((row) => row.percent > 0 && row.key !== action.key);
  for (const [index] of before.entries()) {
    const held = before.slice(index);
    if (sharing.every(({ key }) => held.includes(key) || draft.locked.includes(key))) continue;
    const next = giveShare(draft, action, held);
    if (next.refusal === null) return { ...next, typed: [...held, action.key] };
  }
  return { ...giveShare(draft, action, []), typed: [action.key] };
}

function begin(draft: TrafficDraft, id: string): Begun {
  if (draft.gesture?.id === id) return { ...draft, gesture: draft.gesture };
  return { ...draft, gesture: { id, start: draftTraffic(draft) } };
}

/** shift replaces the previous step of the same gesture, so that one undo reverts the whole gesture. */
function shift(draft: TrafficDraft, move: (start: Shares) => Shares | EditRefusal): TrafficDraft {
  const start = draft.gesture?.start ?? draftTraffic(draft);
  const shares = move(toShares(start));
  if (isRefusal(shares)) return { ...draft, refusal: shares.refused };
  const next = applyTrafficEdit(start, changedPercents(start, shares));
  if (isRefusal(next)) return { ...draft, refusal: next.refused };
  const at = draft.past.lastIndexOf(start);
  const before = at === -1 ? draft.past : draft.past.slice(0, at + 1);
  return push({ ...draft, past: before }, next);
}

function push(draft: TrafficDraft, next: readonly TrafficTarget[]): TrafficDraft {
  const present = draft.past.at(-1);
  if (present !== undefined && sameTraffic(present, next)) return { ...draft, refusal: null };
  const past = [...draft.past, next];
  const [first] = past;
  const kept = past.length > MAX_STEPS && first !== undefined ? [first, ...past.slice(-MAX_STEPS + 1)] : past;
  return { ...draft, past: kept, future: [], refusal: null };
}
