import type { ShiftTrafficAnswer } from '#lib/api/traffic.ts';
import { KNATIVE } from '#lib/knative/resources.ts';
import { defaultTarget } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { parseWebhookMessage } from '#lib/knative/webhook-message.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { semanticEqual } from '#lib/kubernetes/semantic-equal.ts';
import { trafficPatch } from '#lib/traffic/patch.ts';
import { TrafficConflictError } from '#server/actions/errors.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { ApiStatusError, ProtocolError } from '#server/kubernetes/errors.ts';

/** Field manager of every write. */
const FIELD_MANAGER = 'sluice';

export interface ShiftTraffic {
  namespace: string;
  name: string;
  /** The Service that the person saw. Another Service with the same name is never written to. */
  uid: string;
  /** `spec.traffic` as the person saw it; null when it was absent. */
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
  /** Let the API server and the webhook validate the change, and write nothing. */
  dryRun: boolean;
}

/** Outcome of a traffic change. */
export type ShiftTrafficResult = Omit<ShiftTrafficAnswer, 'foreseen'>;

/**
 * shiftTraffic replaces `spec.traffic` with one JSON Patch that tests the uid and the list that the person saw. If the Service already has
 * the new list, that is not a conflict, whoever wrote it: a write whose answer was lost can be retried. Throws TrafficConflictError, with
 * the current traffic, when either test fails otherwise; else what the client throws.
 */
export async function shiftTraffic(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name, uid, base, traffic, dryRun }: ShiftTraffic,
): Promise<ShiftTrafficResult> {
  const patch = trafficPatch(uid, base, traffic);
  if (patch.length === 0) return { traffic: [...traffic], generation: 0, changed: false, warnings: [] };
  try {
    const { object, warnings } = await client.patch(caller, KNATIVE.service, namespace, name, patch, {
      fieldManager: FIELD_MANAGER,
      dryRun,
    });
    if (object.metadata.uid !== uid) throw anotherObject(namespace, name);
    return {
      traffic: object.spec.traffic ?? [],
      generation: object.metadata.generation ?? 0,
      changed: true,
      warnings: warnings.filter((warning) => !isOfTemplate(warning)),
    };
  } catch (error) {
    if (!(error instanceof ApiStatusError) || error.code !== 422) throw error;
    const standing = await throwIfMoved(caller, client, { namespace, name, uid, base, traffic });
    if (standing === null) throw error;
    return standing;
  }
}

/**
 * The API server does not say which test failed (its 422 names none), so the object is read again. Returns the current traffic when it is
 * already the list to be written; null when neither test failed.
 */
async function throwIfMoved(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name, uid, base, traffic }: Omit<ShiftTraffic, 'dryRun'>,
): Promise<ShiftTrafficResult | null> {
  const now = await client.get(caller, KNATIVE.service, namespace, name);
  const theirs = now.spec.traffic ?? null;
  const standing = {
    theirs,
    uid: now.metadata.uid,
    generation: now.metadata.generation ?? 0,
    by: now.metadata.annotations?.['serving.knative.dev/lastModifier'] ?? null,
  };
  if (now.metadata.uid !== uid)
    throw new TrafficConflictError(
      'This Service was deleted and created again. Review the new one before you change it.',
      standing,
    );
  if (semanticEqual(theirs, base)) return null;
  if (theirs !== null && semanticEqual(theirs.map(defaultTarget), traffic.map(defaultTarget)))
    return { traffic: theirs, generation: standing.generation, changed: false, warnings: [] };
  throw new TrafficConflictError('Someone changed the traffic of this Service.', standing);
}

/** The patch tests the uid, so an API server never answers with another object. An intermediary might. */
function anotherObject(namespace: string, name: string): ProtocolError {
  const path = objectPath(KNATIVE.service, namespace, name);
  return new ProtocolError(
    { verb: 'patch', path },
    'the API server returned a different object than the one written',
  );
}

/** Knative warns about insecure defaults in `spec.template` on every write of a Service. A traffic shift does not change the template. */
function isOfTemplate(warning: string): boolean {
  const paths = parseWebhookMessage(warning).errors.flatMap((finding) => finding.paths);
  return paths.length > 0 && paths.every((path) => path.startsWith('spec.template.'));
}
