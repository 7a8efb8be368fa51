import type { TrimmedRevision } from '#lib/knative/trimmed.ts';
import type { CoreEvent } from '#lib/knative/types.ts';
import type { EventView } from '#lib/view/models/event.ts';
import { projectEvent } from '#lib/view/project-event.ts';
import { compareText } from '#lib/view/revision-colour.ts';

/** How many Events of a Service are published, newest first. */
const EVENT_LIMIT = 200;

/** What is needed to decide whether an Event is about a Service. */
export interface ServiceIdentity {
  /** Uids of its objects, including those seen before. */
  uids: ReadonlySet<string>;
  /** Uids of the objects of an earlier Service with the same name. */
  strangers: ReadonlySet<string>;
  /** Objects that exist now: uid by `Kind/name`. */
  present: ReadonlyMap<string, string>;
  revisions: readonly TrimmedRevision[];
}

/** serviceEvents selects the newest Events about the objects of a Service, including pods that are already gone. */
export function serviceEvents(
  events: Iterable<CoreEvent>,
  identity: ServiceIdentity,
): Map<string, EventView> {
  const views: EventView[] = [];
  for (const event of events) if (isAbout(event, identity)) views.push(projectEvent(event));
  views.sort((a, b) => compareText(b.lastAt, a.lastAt));
  return new Map(views.slice(0, EVENT_LIMIT).map((view) => [view.uid, view]));
}

/** revisionOfPod returns the revision that a pod or Deployment with this name belongs to; undefined when there is none. */
export function revisionOfPod(
  name: string,
  revisions: readonly TrimmedRevision[],
): TrimmedRevision | undefined {
  // `<revision>-deployment` and `<revision>-deployment-<hash>-<id>` (`pkg/reconciler/revision/resources/names`).
  return revisions.find(({ metadata }) => {
    const deployment = `${metadata.name}-deployment`;
    return name === deployment || name.startsWith(`${deployment}-`);
  });
}

/**
 * Matches by uid if the object was seen. Pods and Deployments that were never seen are matched by name, which a deleted Service with the
 * same name also used: those Events count only from the revision's creation on.
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

/** isOfRevision reports whether an Event is about a pod or Deployment of a revision, judging by its name and time. */
export function isOfRevision(event: CoreEvent, revision: TrimmedRevision): boolean {
  if (revisionOfPod(event.involvedObject.name ?? '', [revision]) === undefined) return false;
  return Date.parse(projectEvent(event).firstAt) >= Date.parse(revision.metadata.creationTimestamp);
}
