import { apiVersionOf, resourceId } from '#lib/kubernetes/resource.ts';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { type ResourceDefinition, sameType } from '#simulator/apimachinery/resources.ts';
import type { ResourceRequest } from '#simulator/http/request-info.ts';

const RUNS_NOTHING = 'pods of the embedded cluster run nothing';

/** Subresources of a real API server that the embedded cluster does not support, and why. */
const WHY: Readonly<Record<string, string>> = {
  'pods/exec': `${RUNS_NOTHING}: there is nothing to execute a command in`,
  'pods/attach': `${RUNS_NOTHING}: there is nothing to attach to`,
  'pods/portforward': `${RUNS_NOTHING}: there is no port to forward`,
  'pods/proxy': `${RUNS_NOTHING}: there is nothing to send requests to`,
  'pods/ephemeralcontainers': `${RUNS_NOTHING}: there is nothing to debug`,
  'pods/eviction': 'the embedded cluster evicts no pods: delete the pod instead',
  'pods/binding': 'the embedded cluster places pods itself',
  'services/proxy': `${RUNS_NOTHING}: there is nothing to send requests to`,
  'nodes/proxy': 'nodes of the embedded cluster are made up: there is nothing to send requests to',
  'serviceaccounts/token':
    'the embedded cluster issues no tokens for service accounts: use the kubeconfig of one of its users',
};

/** checkSimulated throws MethodNotAllowed, with the reason, for an unsupported subresource. */
export function checkSimulated({ group, resource, subresource }: ResourceRequest): void {
  const why = group === '' ? WHY[`${resource}/${subresource.split('/')[0] ?? ''}`] : undefined;
  if (why !== undefined) throw new StatusError(405, 'MethodNotAllowed', why, {});
}

/** Kinds of a real API server that the embedded cluster does not store, and why: whole groups, or single resources by their id. */
const WHY_NOT_STORED: Readonly<Record<string, string>> = {
  'admissionregistration.k8s.io':
    'the embedded cluster calls no admission webhooks and evaluates no admission policies',
  'apiregistration.k8s.io': 'the embedded cluster aggregates no other API servers',
  'certificates.k8s.io': 'the embedded cluster signs no certificates',
  'events.k8s.io': 'the embedded cluster serves events in v1 only, not in events.k8s.io',
  'flowcontrol.apiserver.k8s.io': 'the embedded cluster limits no requests',
  'metrics.k8s.io': `${RUNS_NOTHING}: there is no usage to measure`,
  'node.k8s.io': 'nodes of the embedded cluster are made up: there are no runtimes to choose from',
  'resource.k8s.io': 'nodes of the embedded cluster are made up: there are no devices to claim',
  'tokenreviews.authentication.k8s.io': 'the embedded cluster reviews no tokens',
  bindings: 'the embedded cluster places pods itself',
  componentstatuses: 'the embedded cluster has no components with a status',
};

/** checkStored throws NotFound, with the reason, for a kind of a real API server that is neither stored nor defined by a person. */
export function checkStored(types: readonly ResourceDefinition[], request: ResourceRequest): void {
  const why = WHY_NOT_STORED[request.group] ?? WHY_NOT_STORED[resourceId(request)];
  if (why === undefined || types.some((type) => sameType(type, request))) return;
  throw new StatusError(404, 'NotFound', why, {});
}

/** notWritable is the error for a write of a kind that only the cluster itself writes: its nodes. */
export function notWritable({ resource }: ResourceDefinition): StatusError {
  const why = `${resource} of the embedded cluster are made up and cannot be changed`;
  return new StatusError(405, 'MethodNotAllowed', why, {});
}

/**
 * checkVersion throws NotFound, with the version that is served, for another version of a kind: nothing converts between versions. Clients
 * fall back to a version that they find, as for any NotFound.
 */
export function checkVersion(definition: ResourceDefinition, { version }: ResourceRequest): void {
  if (definition.version === version) return;
  const served = `${definition.resource} in ${apiVersionOf(definition)}`;
  throw new StatusError(404, 'NotFound', `the embedded cluster serves ${served} only, not in ${version}`, {});
}
