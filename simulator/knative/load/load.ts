import type { KIngress } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { sha256 } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { routesOf } from '#simulator/knative/route/labeler.ts';

/** The annotation of a Service (or Route) that sets its steady load in concurrent requests; `0` means no traffic. */
const LOAD_ANNOTATION = 'simulator.sluice.dev/load';

const LEAST_LOAD = 4;
const LOAD_RANGE = 40;

/**
 * loadOf returns the steady load on a KIngress's main host, in concurrent requests: from the annotation, otherwise derived from its name.
 */
export function loadOf(ingress: Stored<KIngress>): number {
  const annotated = Number(ingress.metadata.annotations?.[LOAD_ANNOTATION] ?? Number.NaN);
  if (Number.isFinite(annotated) && annotated >= 0) return annotated;
  const { namespace, name } = ingress.metadata;
  return LEAST_LOAD + (Number.parseInt(sha256(`${namespace}/${name}`).slice(0, 6), 16) % LOAD_RANGE);
}

/** splitOf returns each Revision's share of a KIngress's main host, in percent. */
export function splitOf(ingress: Stored<KIngress>): Map<string, number> {
  const { rules } = ingress.spec;
  const split = new Map<string, number>();
  // The last path is the one without a header match.
  for (const { serviceName, percent = 0 } of rules?.[0]?.http?.paths?.at(-1)?.splits ?? []) {
    split.set(serviceName, (split.get(serviceName) ?? 0) + percent);
  }
  return split;
}

/** loadOnRevision sums the concurrent requests that the Routes pointing at a Revision send it. */
export function loadOnRevision(context: Context, revision: StoredObject): number {
  let load = 0;
  for (const route of routesOf(revision)) {
    const ingress = context.store.get(KNATIVE.kIngress, namespaceOf(revision), route);
    if (ingress === undefined) continue;
    load += (loadOf(ingress) * (splitOf(ingress).get(revision.metadata.name) ?? 0)) / 100;
  }
  return load;
}
