import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
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

/**
 * checkVersion throws NotFound, with the version that is served, for another version of a kind: nothing converts between versions. Clients
 * fall back to a version that they find, as for any NotFound.
 */
export function checkVersion(definition: ResourceDefinition, { version }: ResourceRequest): void {
  if (definition.version === version) return;
  const served = `${definition.resource} in ${apiVersionOf(definition)}`;
  throw new StatusError(404, 'NotFound', `the embedded cluster serves ${served} only, not in ${version}`, {});
}
