import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { type Cause, invalid, invalidValue, unsupported } from '#simulator/apimachinery/status-errors.ts';
import { formatQuantity, parseQuantity } from '#simulator/go/quantity-value.ts';

// What the API server rejects in the containers of pods and their templates (kubernetes v1.35 `pkg/apis/core/validation/validation.go`), as
// far as Knative's own admission lets it through.

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_RULE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const ENV_RULE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const LONGEST_LABEL = 63;
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

/** checkPodSpec throws Invalid for a pod, or a workload with a pod template, whose containers no node could run. */
export function checkPodSpec(definition: ResourceDefinition, object: StoredObject): void {
  if (definition.custom) return;
  const { spec } = object as { spec?: unknown };
  const isPod = definition.group === '' && definition.resource === 'pods';
  const isWorkload =
    definition.group === 'apps' && ['deployments', 'replicasets'].includes(definition.resource);
  if (!isJsonObject(spec) || !(isPod || isWorkload)) return;
  const template = isPod ? undefined : spec['template'];
  const pod = isPod ? spec : isJsonObject(template) ? template['spec'] : undefined;
  if (!isJsonObject(pod)) return;
  const causes = podCauses(pod, isPod ? 'spec' : 'spec.template.spec');
  if (causes.length > 0) throw invalid(definition, object.metadata.name, causes);
}

function podCauses(pod: JsonObject, path: string): Cause[] {
  const taken = new Set<string>();
  return ['initContainers', 'containers'].flatMap((list) =>
    listOf(pod[list]).flatMap((container, index) => {
      const at = `${path}.${list}[${index}]`;
      const name = textOf(container['name']);
      const duplicate = taken.has(name) ? [duplicateOf(`${at}.name`, name)] : [];
      taken.add(name);
      return [...containerCauses(container, at), ...duplicate];
    }),
  );
}

function containerCauses(container: JsonObject, at: string): Cause[] {
  const policy = textOf(container['imagePullPolicy']);
  return [
    ...nameCauses(textOf(container['name']), `${at}.name`),
    ...(textOf(container['image']) === '' ? [required(`${at}.image`)] : []),
    ...listOf(container['env']).flatMap((variable, index) =>
      envCauses(textOf(variable['name']), `${at}.env[${index}].name`),
    ),
    ...(policy === '' || PULL_POLICIES.includes(policy)
      ? []
      : [unsupported(`${at}.imagePullPolicy`, policy, PULL_POLICIES)]),
    ...resourceCauses(container['resources'], `${at}.resources`),
    ...PROBES.flatMap((probe) => probeCauses(container[probe], `${at}.${probe}`)),
  ];
}

function nameCauses(name: string, field: string): Cause[] {
  if (name === '') return [required(field)];
  return [
    ...(name.length > LONGEST_LABEL ? [invalidValue(field, name, 'must be no more than 63 bytes')] : []),
    ...(LABEL.test(name) ? [] : [invalidValue(field, name, LABEL_RULE)]),
  ];
}

function envCauses(name: string, field: string): Cause[] {
  if (name === '') return [required(field)];
  return /^[ -<>-~]+$/.test(name) ? [] : [invalidValue(field, name, ENV_RULE)];
}

function resourceCauses(resources: unknown, at: string): Cause[] {
  if (!isJsonObject(resources)) return [];
  const [limits, requests] = [mapOf(resources['limits']), mapOf(resources['requests'])];
  return [
    ...Object.entries(limits).flatMap(([name, value]) => amountCauses(value, `${at}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, value]) => [
      ...amountCauses(value, `${at}.requests[${name}]`),
      ...limitCauses(name, value, limits[name], `${at}.requests`),
    ]),
  ];
}

function amountCauses(value: unknown, field: string): Cause[] {
  const quantity = parseQuantity(String(value));
  if (quantity === undefined || quantity.milli >= 0n) return [];
  return [invalidValue(field, formatQuantity(quantity), 'must be greater than or equal to 0')];
}

function limitCauses(name: string, value: unknown, limit: unknown, field: string): Cause[] {
  const [requested, allowed] = [parseQuantity(String(value)), parseQuantity(String(limit))];
  if (
    limit === undefined ||
    requested === undefined ||
    allowed === undefined ||
    requested.milli <= allowed.milli
  )
    return [];
  const rule = `must be less than or equal to ${name} limit of ${formatQuantity(allowed)}`;
  return [invalidValue(field, formatQuantity(requested), rule)];
}

function probeCauses(probe: unknown, at: string): Cause[] {
  if (!isJsonObject(probe)) return [];
  return COUNTS.flatMap((count) => {
    const value = probe[count];
    return typeof value === 'number' && value < 0
      ? [invalidValue(`${at}.${count}`, value, 'must be greater than or equal to 0')]
      : [];
  });
}

const required = (field: string): Cause => ({
  reason: 'FieldValueRequired',
  message: 'Required value',
  field,
});
const duplicateOf = (field: string, value: string): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
  field,
});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const mapOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
