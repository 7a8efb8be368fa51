import type { CoreEvent } from '#lib/knative/types.ts';
import { projectEvent } from '#lib/view/project-event.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { EventView } from '#lib/view/types.ts';

/** How many Events of a Service are published, the newest. */
const EVENT_LIMIT = 200;

/** What tells whether an Event is about a Service: the uids of its objects, and the names of its revisions. */
export interface ServiceIdentity {
  uids: ReadonlySet<string>;
  revisionNames: readonly string[];
}

/** serviceEvents picks the newest Events about the objects of a Service, pods that are already gone included. */
export function serviceEvents(
  events: Iterable<CoreEvent>,
  identity: ServiceIdentity,
): Map<string, EventView> {
  const views: EventView[] = [];
  for (const event of events) if (isAbout(event, identity)) views.push(projectEvent(event));
  views.sort((a, b) => compareText(b.lastAt, a.lastAt));
  return new Map(views.slice(0, EVENT_LIMIT).map((view) => [view.uid, view]));
}

function isAbout({ involvedObject }: CoreEvent, { uids, revisionNames }: ServiceIdentity): boolean {
  const { kind, name = '', uid } = involvedObject;
  if (uid !== undefined && uids.has(uid)) return true;
  if (kind !== 'Pod' && kind !== 'Deployment') return false;
  // `<revision>-deployment` and `<revision>-deployment-<hash>-<id>` (`pkg/reconciler/revision/resources/names`).
  return revisionNames.some((revision) => {
    const deployment = `${revision}-deployment`;
    return name === deployment || name.startsWith(`${deployment}-`);
  });
}
