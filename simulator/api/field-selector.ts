import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { badRequest } from '#simulator/api/status-errors.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** One requirement of a field selector. */
export interface FieldRequirement {
  path: string;
  equal: boolean;
  value: string;
}

const EVERY_KIND = ['metadata.name', 'metadata.namespace'];
/** Fields that a kind can be selected by beside its name (kubernetes v1.34 `GetAttrs` and `ToSelectableFields`). */
const BY_RESOURCE: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  namespaces: ['status.phase'],
  services: ['spec.clusterIP', 'spec.type'],
  replicasets: ['status.replicas'],
};

/** parseFieldSelector reads `a=b,c!=d`; a backslash escapes comma, equals sign and itself. Throws BadRequest. */
export function parseFieldSelector(definition: ResourceDefinition, selector: string): FieldRequirement[] {
  const known = [...EVERY_KIND, ...(definition.custom ? [] : (BY_RESOURCE[definition.resource] ?? []))];
  return selector
    .split(/(?<!\\),/)
    .filter((term) => term.trim() !== '')
    .map((term) => {
      const match = /^\s*([^=!]+?)\s*(==|!=|=)\s*(.*?)\s*$/s.exec(term);
      const [, path, operator, value] = match ?? [];
      if (path === undefined || value === undefined) {
        throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
      }
      if (!known.includes(path)) {
        throw badRequest(
          definition.custom || known.length > EVERY_KIND.length
            ? `field label not supported: ${path}`
            : `"${path}" is not a known field selector: only ${known.map((field) => `"${field}"`).join(', ')}`,
        );
      }
      return { path, equal: operator !== '!=', value: value.replaceAll(/\\([\\,=])/g, '$1') };
    });
}

/** matchesFields reports whether an object meets all requirements; a field that is absent has the empty value. */
export function matchesFields(requirements: readonly FieldRequirement[], object: StoredObject): boolean {
  return requirements.every(({ path, equal, value }) => (fieldValue(object, path) === value) === equal);
}

function fieldValue(object: StoredObject, path: string): string {
  if (path === 'source')
    return textAt(object, ['source', 'component']) || textAt(object, ['reportingComponent']);
  if (path === 'reportingComponent') {
    return textAt(object, ['reportingComponent']) || textAt(object, ['source', 'component']);
  }
  return textAt(object, path.split('.'));
}

function textAt(object: JsonObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
