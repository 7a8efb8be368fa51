import type { TrafficTarget } from '#lib/knative/types.ts';
import type { RevisionServing } from '#lib/traffic/harm.ts';
import { LATEST, type RowKey, toRows } from '#lib/traffic/rows.ts';
import type { RevisionColour, RevisionView } from '#lib/view/models/revision.ts';
import type { RoutedShare } from '#lib/view/models/traffic.ts';

/** One row of the gate: a destination, its share in the draft, and its current state. */
export interface GateRow {
  key: RowKey;
  /** The revision that the row sends traffic to; null for `@latest` while none is ready, or when it does not exist. */
  revision: RevisionView | null;
  /** The revision's name, even when the revision does not exist. */
  revisionName: string | null;
  /** What is known about a revision that is not this Service's: its owner, or that it does not exist; null for the Service's own. */
  stranger: RevisionServing | null;
  colour: RevisionColour | null;
  /** Percent in the draft, in the traffic that the edit started from, and in what the cluster holds now. */
  percent: number;
  basePercent: number;
  theirPercent: number;
  /** Whether the draft has a target for it, even at 0 %. */
  isListed: boolean;
  tags: string[];
  baseTags: string[];
  theirTags: string[];
  /** Routed percent of the revision; null on `@latest` when the revision has its own row that shows it. */
  routedPercent: number | null;
  /** False while it is unknown what the gateways route; the percent is then meaningless. */
  isRoutedKnown: boolean;
}

export interface GateInput {
  draft: readonly TrafficTarget[];
  base: readonly TrafficTarget[];
  /** What the cluster holds now. */
  theirs: readonly TrafficTarget[];
  revisions: readonly RevisionView[];
  /** What is known about other revisions that the list names. */
  strangers?: Readonly<Record<string, RevisionServing>>;
  routed: readonly RoutedShare[];
  latestReady: string | null;
  /** Whether it is known what the gateways route; defaults to true. */
  isSplitKnown?: boolean;
}

/** gateOrder returns the keys of the gate's rows: `@latest`, then every revision from newest to oldest. */
export function gateOrder(revisions: readonly RevisionView[]): RowKey[] {
  return [LATEST, ...[...revisions].sort(newestFirst).map((revision) => revision.name)];
}

/**
 * toGateRows returns the gate's rows: `@latest` first, then every revision from newest to oldest, then destinations that name a revision
 * that does not exist. The order never depends on percents, so rows keep their place while dragging.
 */
export function toGateRows(input: GateInput): GateRow[] {
  const { revisions, latestReady } = input;
  const [draft, base, theirs] = [input.draft, input.base, input.theirs].map(
    (targets) => new Map(toRows(targets).map((row) => [row.key, row])),
  );
  const byName = new Map(revisions.map((revision) => [revision.name, revision]));
  const routed = new Map(input.routed.map((share) => [share.revisionName, share]));
  const named = [...new Set([draft, base, theirs].flatMap((rows) => [...(rows?.keys() ?? [])]))];
  const missing = named.filter((key) => key !== LATEST && !byName.has(key)).sort();
  const pinned = new Set(named.filter((key) => key !== LATEST));
  return [...gateOrder(revisions), ...missing].map((key) => {
    const revisionName = key === LATEST ? latestReady : key;
    const revision = revisionName === null ? null : (byName.get(revisionName) ?? null);
    const share = revisionName === null ? undefined : routed.get(revisionName);
    const percent = draft?.get(key)?.percent ?? 0;
    const elsewhere = key === LATEST ? revisionName === null || pinned.has(revisionName) : false;
    const followed = key !== LATEST && key === latestReady && !pinned.has(key) && named.includes(LATEST);
    return {
      key,
      revision,
      revisionName,
      stranger: key === LATEST || revision !== null ? null : (input.strangers?.[key] ?? null),
      colour: revision?.colour ?? share?.colour ?? null,
      percent,
      basePercent: base?.get(key)?.percent ?? 0,
      theirPercent: theirs?.get(key)?.percent ?? 0,
      isListed: draft?.has(key) ?? false,
      tags: draft?.get(key)?.tags ?? [],
      baseTags: base?.get(key)?.tags ?? [],
      theirTags: theirs?.get(key)?.tags ?? [],
      routedPercent: elsewhere || followed ? null : (share?.percent ?? 0),
      isRoutedKnown: input.isSplitKnown ?? true,
    };
  });
}

function newestFirst(a: RevisionView, b: RevisionView): number {
  return (
    b.generation - a.generation || b.createdAt.localeCompare(a.createdAt) || a.name.localeCompare(b.name)
  );
}

/** isQuiet reports whether a row may be folded away: no percent anywhere, no tag, and neither `@latest` nor a newest revision. */
function isQuiet(row: GateRow): boolean {
  if (row.key === LATEST || row.revision?.isLatestReady === true || row.revision?.isLatestCreated === true)
    return false;
  const percents = row.percent + row.basePercent + row.theirPercent + (row.routedPercent ?? 0);
  return percents === 0 && row.tags.length + row.baseTags.length + row.theirTags.length === 0;
}

/** foldRows splits rows into visible and folded ones; a few quiet rows are not worth folding. */
export function foldRows(
  rows: readonly GateRow[],
  keep: ReadonlySet<RowKey>,
  few = 2,
): {
  shown: GateRow[];
  folded: GateRow[];
} {
  const folded = rows.filter((row) => isQuiet(row) && !keep.has(row.key));
  if (folded.length <= few) return { shown: [...rows], folded: [] };
  const gone = new Set(folded.map((row) => row.key));
  return { shown: rows.filter((row) => !gone.has(row.key)), folded };
}

/**
 * canaryRow returns the key of the row that the presets act on while none has focus, among the rows on the screen. When several share
 * traffic, it is the newest of them. When one holds everything, it is the newest other revision that is ready and either tagged or newer
 * than the holder's. Null when there is no such row.
 */
export function canaryRow(rows: readonly GateRow[]): RowKey | null {
  const sharing = rows.filter((row) => row.percent > 0);
  if (sharing.length > 1) return newestOf(sharing)?.key ?? null;
  const holder = sharing[0];
  const age = holder?.revision?.generation ?? 0;
  const candidates = rows.filter(
    (row) =>
      row.key !== LATEST &&
      row.revisionName !== holder?.revisionName &&
      row.revision?.ready === 'True' &&
      (row.tags.length > 0 || row.revision.generation > age),
  );
  return newestOf(candidates)?.key ?? null;
}

function newestOf(rows: readonly GateRow[]): GateRow | undefined {
  return rows.toSorted((a, b) => (b.revision?.generation ?? -1) - (a.revision?.generation ?? -1))[0];
}
