import type { RowChange } from '#lib/traffic-draft/change-summary.ts';
import type { GateRow } from '#lib/traffic-draft/gate-rows.ts';

/** coldTargets names the revisions that would start to get traffic and have no pods. */
export function coldTargets(changes: readonly RowChange[], rows: readonly GateRow[]): string[] {
  const names = changes
    .filter((change) => change.from === 0 && change.to > 0)
    .flatMap((change) => {
      const revision = rows.find((row) => row.key === change.key)?.revision ?? null;
      if (revision === null || revision.routedPercent > 0) return [];
      return (revision.replicas.actual ?? 0) === 0 ? [revision.name] : [];
    });
  return [...new Set(names)];
}
