import { shortRevision } from '#lib/format/short-revision.ts';
import type { RevisionShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';

/** Number of revisions that a line names before it summarizes the rest. */
const MOST_NAMED = 3;

/**
 * sharesText formats the share of each revision on one line, e.g. `00002 90 % · 00001 10 %`, in the order of the gate's rows; those that
 * the gate does not have come last.
 */
export function sharesText(shares: RevisionShares, service: string, order: readonly RowKey[] = []): string {
  const place = new Map(order.map((key, index) => [key, index]));
  const placeOf = (name: string): number => place.get(name) ?? order.length;
  const entries = Object.entries(shares).sort(
    ([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : a > b ? 1 : 0),
  );
  const named = entries.length > MOST_NAMED + 1 ? entries.slice(0, MOST_NAMED) : entries;
  const rest = entries.slice(named.length).reduce((sum, [, percent]) => sum + percent, 0);
  const words = named.map(([name, percent]) => `${shortRevision(name, service)} ${percent} %`);
  return [...words, ...(rest === 0 ? [] : [`${entries.length - named.length} more ${rest} %`])].join(' · ');
}

/** destinationText names a row of the gate and, for `@latest`, its current revision: `@latest (hello-00002)`. */
export function destinationText(key: RowKey, latestReady: string | null): string {
  return key === LATEST ? `${LATEST} (${latestReady ?? 'no revision is ready'})` : key;
}

/** listText joins words as in a sentence: `a, b and c`. */
export function listText(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
