import type { TrafficTarget } from '#lib/knative/types.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf } from '#lib/traffic/target.ts';

/** Percent by revision name, integers above 0. An absent revision gets nothing. */
export type RevisionShares = Readonly<Record<string, number>>;

/**
 * resolvedShares returns which revisions a list of targets sends to, given what `@latest` resolves to. While no revision is ready, the
 * share of `@latest` appears under `@latest` itself.
 */
export function resolvedShares(
  targets: readonly TrafficTarget[],
  latestReady: string | null,
): RevisionShares {
  const shares: Record<string, number> = {};
  for (const target of targets) {
    const percent = percentOf(target);
    if (percent <= 0) continue;
    const row = rowKeyOf(target);
    const revision = row === LATEST ? (latestReady ?? LATEST) : row;
    shares[revision] = (shares[revision] ?? 0) + percent;
  }
  return shares;
}

/** sameShares reports whether two splits send the same percents to the same revisions. */
export function sameShares(a: RevisionShares, b: RevisionShares): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** followsLatest reports whether a list has a target that follows `@latest`, at any percent. */
export function followsLatest(targets: readonly TrafficTarget[]): boolean {
  return targets.some((target) => rowKeyOf(target) === LATEST);
}
