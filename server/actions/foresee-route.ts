import { tagProblem } from '#lib/knative/dns-label.ts';
import { LABEL } from '#lib/knative/labels.ts';
import { tagHostProblem } from '#lib/knative/tag-host.ts';
import { LATEST, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import { tagOf } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isObjectName } from '#lib/kubernetes/object-name.ts';
import { KNATIVE, KUBERNETES, objectPath } from '#lib/kubernetes/resource.ts';
import { ApiStatusError } from '#server/kubernetes/errors.ts';

/** What a dry run does not judge and the Route would fail by. */
export interface Foresight {
  /** Tags whose placeholder Service another one's object is in the way of; `takenBy` null when that cannot be seen. */
  tags: { tag: string; takenBy: string | null }[];
  /** Named revisions that are not the Service's: of another one, or (`service` null) of none, be it there or not. */
  revisions: { name: string; service: string | null; exists: boolean }[];
}

export interface ForeseenChange {
  namespace: string;
  name: string;
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
}

/** A dry run asks after at most so many names; what a change adds comes first. */
const MOST_NAMES = 20;

/**
 * foreseeRoute looks up what the Route of a Service would fail by, though the webhook takes it: a tag's placeholder Service
 * `<tag>-<service>` that the Route does not own (`route/reconcile_resources.go` NotOwned), and revisions of others. It assumes
 * the default tag template. `read` gets the object at a path and throws what the client throws; what cannot be read is told as
 * unknown for a tag, and not told for a revision.
 */
export async function foreseeRoute(
  read: (path: string) => Promise<KubeObject>,
  { namespace, name, base, traffic }: ForeseenChange,
): Promise<Foresight> {
  const before = base ?? [];
  const tags = newestFirst(traffic.flatMap(tagNames), before.flatMap(tagNames)).filter(
    (tag) => tagProblem(tag) === null && tagHostProblem(tag, name) === null,
  );
  const revisions = newestFirst(traffic.flatMap(revisionNames), before.flatMap(revisionNames));
  const known = new Set(before.flatMap(tagNames));
  const [ofTags, ofRevisions] = await Promise.all([
    Promise.all(
      tags.map(async (tag) => {
        const found = await lookUp(read, objectPath(KUBERNETES.service, namespace, `${tag}-${name}`));
        if (found === 'absent') return [];
        if (found === 'unknown') return known.has(tag) ? [] : [{ tag, takenBy: null }];
        const takenBy = otherOwner(found, name);
        return takenBy === null ? [] : [{ tag, takenBy }];
      }),
    ),
    Promise.all(
      revisions.map(async (revision) => {
        // A name that Kubernetes does not allow is nobody's, and makes no path.
        const found = isObjectName(revision)
          ? await lookUp(read, objectPath(KNATIVE.revision, namespace, revision))
          : 'absent';
        if (found === 'unknown') return [];
        const service = found === 'absent' ? null : (found.metadata.labels?.[LABEL.service] ?? null);
        return service === name ? [] : [{ name: revision, service, exists: found !== 'absent' }];
      }),
    ),
  ]);
  return { tags: ofTags.flat(), revisions: ofRevisions.flat() };
}

async function lookUp(
  read: (path: string) => Promise<KubeObject>,
  path: string,
): Promise<KubeObject | 'absent' | 'unknown'> {
  try {
    return await read(path);
  } catch (error) {
    return error instanceof ApiStatusError && error.code === 404 ? 'absent' : 'unknown';
  }
}

/** Who has a placeholder's name; null when it is the Route of this Service. */
function otherOwner({ metadata }: KubeObject, service: string): string | null {
  const owner = metadata.ownerReferences?.find((it) => it.controller === true);
  if (owner === undefined) return `the Kubernetes Service ${metadata.name}`;
  const isOwn = owner.kind === KNATIVE.route.kind && owner.name === service;
  return isOwn ? null : `the ${owner.kind} ${owner.name}`;
}

/** Each name once, what `before` has not first, and no more than may be asked. */
function newestFirst(names: readonly string[], before: readonly string[]): string[] {
  const known = new Set(before);
  return [...new Set(names)].sort((a, b) => Number(known.has(a)) - Number(known.has(b))).slice(0, MOST_NAMES);
}

function tagNames(target: TrafficTarget): string[] {
  return [tagOf(target)].filter((tag) => tag !== null);
}

function revisionNames(target: TrafficTarget): string[] {
  return [rowKeyOf(target)].filter((row) => row !== LATEST);
}
