import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';

/** One requirement of a field selector. */
export interface FieldRequirement {
  path: string;
  equal: boolean;
  value: string;
}

const EVERY_KIND = ['metadata.name', 'metadata.namespace'];
/** Fields that select objects of a kind, in addition to the name (kubernetes v1.34 `GetAttrs` and `ToSelectableFields`). */
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
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicasets: ['status.replicas'],
};

/** parseFieldSelector parses `a=b,c!=d`; a backslash escapes a comma, an equals sign and itself. Throws BadRequest. */
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

/** matchesFields reports whether an object meets all requirements; an absent field counts as empty. */
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
