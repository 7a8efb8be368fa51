import type { CoreEvent } from '#lib/knative/types.ts';
import type { EventView } from '#lib/view/models/event.ts';

/** projectEvent returns the view of a core/v1 Event, whichever of the two ways of counting and timing its writer uses. */
export function projectEvent(event: CoreEvent): EventView {
  const created = event.metadata.creationTimestamp;
  const eventTime = event.eventTime ?? undefined;
  const { kind = '', name = '' } = event.involvedObject;
  return {
    uid: event.metadata.uid,
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    object: `${kind}/${name}`,
    count: event.series?.count ?? event.count ?? 1,
    firstAt: event.firstTimestamp ?? eventTime ?? created,
    lastAt: event.series?.lastObservedTime ?? event.lastTimestamp ?? eventTime ?? created,
    source: event.source?.component ?? event.reportingComponent ?? '',
  };
}
