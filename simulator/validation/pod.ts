import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  type Cause,
  duplicateValue,
  invalidValue,
  required,
  unsupported,
} from '#simulator/apimachinery/status-errors.ts';
import { formatQuantity, parseQuantity } from '#simulator/go/quantity-value.ts';
import { LABEL, LABEL_RULE, LONGEST_LABEL } from '#simulator/strategy/object-meta.ts';
import { portCauses, protocolCauses } from '#simulator/validation/port.ts';

// What the API server rejects in the containers of pods and their templates (kubernetes v1.35 `pkg/apis/core/validation/validation.go`), as
// far as Knative's own admission lets it through.

const ENV_RULE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

/**
 * podCauses returns what is wrong with the spec of a pod, or of a workload's template, at a path: what no node could run.
 */
export function podCauses(pod: JsonObject, path: string): Cause[] {
  const taken = new Set<string>();
  const volumes = listOf(pod['volumes']).map(({ name }) => name);
  const policy = pod['restartPolicy'] ?? 'Always';
  return [
    ...['initContainers', 'containers'].flatMap((list) =>
      listOf(pod[list]).flatMap((container, index) => {
        const at = `${path}.${list}[${index}]`;
        const name = textOf(container['name']);
        const duplicate = taken.has(name) ? [duplicateValue(`${at}.name`, name)] : [];
        taken.add(name);
        return [...containerCauses(container, at), ...mountCauses(container, volumes, at), ...duplicate];
      }),
    ),
    ...(listOf(pod['containers']).length === 0 ? [required(`${path}.containers`)] : []),
    ...(RESTART_POLICIES.some((known) => known === policy)
      ? []
      : [unsupported(`${path}.restartPolicy`, policy, RESTART_POLICIES)]),
  ];
}

function mountCauses(container: JsonObject, volumes: readonly unknown[], at: string): Cause[] {
  return listOf(container['volumeMounts']).flatMap(({ name }, index) => {
    const field = `${at}.volumeMounts[${index}].name`;
    if (textOf(name) === '') return [required(field)];
    const message = `Not found: ${JSON.stringify(name)}`;
    return volumes.includes(name) ? [] : [{ reason: 'FieldValueNotFound', message, field }];
  });
}

function containerCauses(container: JsonObject, at: string): Cause[] {
  const policy = textOf(container['imagePullPolicy']);
  return [
    ...labelNameCauses(textOf(container['name']), `${at}.name`),
    ...(textOf(container['image']) === '' ? [required(`${at}.image`)] : []),
    ...listOf(container['ports']).flatMap((port, index) =>
      containerPortCauses(port, `${at}.ports[${index}]`),
    ),
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

function containerPortCauses(port: JsonObject, at: string): Cause[] {
  const number = port['containerPort'] ?? 0;
  return [
    ...(number === 0 ? [required(`${at}.containerPort`)] : portCauses(number, `${at}.containerPort`)),
    ...protocolCauses(port['protocol'], `${at}.protocol`),
  ];
}

/** labelNameCauses checks a required name that is a lowercase RFC 1123 label. */
export function labelNameCauses(name: string, field: string): Cause[] {
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

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
const mapOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
