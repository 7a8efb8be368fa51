import type { Foresight } from '#lib/api/traffic.ts';
import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { tagProblem } from '#lib/knative/tag-problem.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { isObjectName } from '#lib/kubernetes/object-name.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { LATEST, rowKeyOf } from '#lib/traffic/rows.ts';
import { tagHostProblem } from '#lib/traffic/tag-host.ts';
import { tagOf } from '#lib/traffic/target.ts';
import { ApiStatusError } from '#server/kubernetes/errors.ts';

export interface ForeseenChange {
  namespace: string;
  name: string;
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
}

/** Reads one object, as KubernetesClient.get does. */
export type ReadObject = (type: ResourceType, namespace: string, name: string) => Promise<KubeObject>;

/** Maximum number of names that a dry run looks up; those that a change adds come first. */
const MOST_NAMES = 20;

/**
 * foreseeRoute finds what would make the Route of a Service fail although the webhook accepts it: a tag's placeholder Service
 * `<tag>-<service>` that the Route does not own (`route/reconcile_resources.go` NotOwned), and revisions of other Services. It assumes the
 * default tag template. `read` throws what the client throws. What cannot be read is reported as unknown for a new tag, and not reported
 * for a revision.
 */
export async function foreseeRoute(
  read: ReadObject,
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
        const found = await lookUp(() => read(KUBERNETES.service, namespace, `${tag}-${name}`));
        if (found === 'absent') return [];
        if (found === 'unknown') return known.has(tag) ? [] : [{ tag, takenBy: null }];
        const takenBy = otherOwner(found, name);
        return takenBy === null ? [] : [{ tag, takenBy }];
      }),
    ),
    Promise.all(
      revisions.map(async (revision) => {
        // A name that Kubernetes does not allow belongs to nobody, and cannot be put in a path.
        const found = isObjectName(revision)
          ? await lookUp(() => read(KNATIVE.revision, namespace, revision))
          : 'absent';
        if (found === 'unknown') return [];
        const service = found === 'absent' ? null : (found.metadata.labels?.[LABEL.service] ?? null);
        return service === name ? [] : [{ name: revision, service, exists: found !== 'absent' }];
      }),
    ),
  ]);
  return { tags: ofTags.flat(), revisions: ofRevisions.flat() };
}

async function lookUp(read: () => Promise<KubeObject>): Promise<KubeObject | 'absent' | 'unknown'> {
  try {
    return await read();
  } catch (error) {
    return error instanceof ApiStatusError && error.code === 404 ? 'absent' : 'unknown';
  }
}

/** Who owns a placeholder's name; null when it is the Route of this Service. */
function otherOwner({ metadata }: KubeObject, service: string): string | null {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return `the Kubernetes Service ${metadata.name}`;
  const isOwn = owner.kind === KNATIVE.route.kind && owner.name === service;
  return isOwn ? null : `the ${owner.kind} ${owner.name}`;
}

/** Each name once, those missing from `before` first, up to the limit. */
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
