import { resourceId } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec, SourceState } from '#lib/kubernetes/source.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';
import type { SourceView } from '#lib/view/models/cluster.ts';

/** sourceId returns the id of a watch: the resource, plus the namespace and the selectors if it has them. */
export function sourceId(spec: Omit<SourceSpec, 'id' | 'trim' | 'tier'>): string {
  const scope = spec.namespace === undefined ? '' : `@${spec.namespace}`;
  const selectors = [spec.labelSelector, spec.fieldSelector].filter((selector) => selector !== undefined);
  const query = selectors.length === 0 ? '' : `?${selectors.join('&')}`;
  return `${resourceId(spec.type)}${scope}${query}`;
}

/** toSourceView returns the view of a watched kind's state. */
export function toSourceView({ spec, state }: Pick<Source, 'spec'> & { state: SourceState }): SourceView {
  return {
    id: spec.id,
    kind: spec.type.kind,
    namespace: spec.namespace ?? null,
    tier: spec.tier,
    phase: state.phase,
    synced: state.synced,
    since: new Date(state.since).toISOString(),
    heardAt: state.heardAt === null ? null : new Date(state.heardAt).toISOString(),
    error: state.error,
    unreadable: state.unreadable,
  };
}

/**
 * isLost reports whether a watch has been reconnecting for so long that what it showed may be stale; `now` is Unix ms. If the clock has
 * been set back to before it started, the duration is unknown, and it counts as lost.
 */
export function isLost({ phase, since }: Pick<SourceView, 'phase' | 'since'>, now: number): boolean {
  return phase === 'reconnecting' && Math.abs(now - Date.parse(since)) >= RECONNECT_GRACE_MS;
}

/** isSettled reports whether waiting for a source is over: it has listed, or the cluster has refused it. */
export function isSettled({ synced, phase }: SourceState): boolean {
  return synced || phase === 'forbidden' || phase === 'missing';
}
