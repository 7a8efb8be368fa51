import type { CoreEvent, Revision } from '#lib/knative/types.ts';
import { projectEvent } from '#lib/view/project-event.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { EventView } from '#lib/view/types.ts';

/** How many Events of a Service are published, the newest. */
const EVENT_LIMIT = 200;

/** What tells whether an Event is about a Service. */
export interface ServiceIdentity {
  /** Uids of its objects, those seen before included. */
  uids: ReadonlySet<string>;
  /** Uids of the objects of a Service that had its name before. */
  strangers: ReadonlySet<string>;
  /** Objects that are there now: uid by `Kind/name`. */
  present: ReadonlyMap<string, string>;
  revisions: readonly Revision[];
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

/** revisionOfPod returns the revision whose pod or Deployment goes by a name; undefined when none of them does. */
export function revisionOfPod(name: string, revisions: readonly Revision[]): Revision | undefined {
  // `<revision>-deployment` and `<revision>-deployment-<hash>-<id>` (`pkg/reconciler/revision/resources/names`).
  return revisions.find(({ metadata }) => {
    const deployment = `${metadata.name}-deployment`;
    return name === deployment || name.startsWith(`${deployment}-`);
  });
}

/**
 * By uid, as far as the object was seen. Of pods and Deployments that nobody saw the name remains, which a deleted Service of the
 * same name had too: those Events count only from the time on at which the revision was made.
 */
function isAbout(event: CoreEvent, { uids, strangers, present, revisions }: ServiceIdentity): boolean {
  const { kind = '', name = '', uid } = event.involvedObject;
  if (uid !== undefined && uids.has(uid)) return true;
  if (uid !== undefined && strangers.has(uid)) return false;
  if (kind !== 'Pod' && kind !== 'Deployment') return false;
  const now = present.get(`${kind}/${name}`);
  if (now !== undefined && uid !== undefined && now !== uid) return false;
  const revision = revisionOfPod(name, revisions);
  return revision !== undefined && isOfRevision(event, revision);
}

/** isOfRevision reports whether an Event is about a pod or Deployment of a revision, as far as its name and time tell. */
export function isOfRevision(event: CoreEvent, revision: Revision): boolean {
  if (revisionOfPod(event.involvedObject.name ?? '', [revision]) === undefined) return false;
  return Date.parse(projectEvent(event).firstAt) >= Date.parse(revision.metadata.creationTimestamp);
}
