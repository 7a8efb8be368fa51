import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  type Cause,
  forbiddenValue,
  invalidValue,
  required,
  unsupported,
} from '#simulator/apimachinery/status-errors.ts';
import { matchesLabels, requirementsOf } from '#simulator/selectors/label-selector.ts';
import { podCauses } from '#simulator/validation/pod.ts';

// kubernetes v1.35 `pkg/apis/apps/validation/validation.go`.

const NOT_NEGATIVE = 'must be greater than or equal to 0';

/** deploymentCauses returns what is wrong with a Deployment's spec. */
export function deploymentCauses(spec: JsonObject, old: JsonObject | undefined): Cause[] {
  return [
    ...countCauses(spec, 'replicas'),
    ...selectorCauses(spec),
    ...templateCauses(spec),
    ...strategyCauses(mapOf(spec['strategy'])),
    ...countCauses(spec, 'minReadySeconds'),
    ...countCauses(spec, 'revisionHistoryLimit'),
    ...countCauses(spec, 'progressDeadlineSeconds'),
    ...deadlineCauses(spec),
    ...fixedSelectorCauses(spec, old),
  ];
}

/** replicaSetCauses returns what is wrong with a ReplicaSet's spec. */
export function replicaSetCauses(spec: JsonObject, old: JsonObject | undefined): Cause[] {
  return [
    ...countCauses(spec, 'replicas'),
    ...countCauses(spec, 'minReadySeconds'),
    ...selectorCauses(spec),
    ...templateCauses(spec),
    ...fixedSelectorCauses(spec, old),
  ];
}

function selectorCauses({ selector }: JsonObject): Cause[] {
  if (!isJsonObject(selector)) return [required('spec.selector')];
  const isEmpty = requirementsOf(selector).length === 0;
  return isEmpty ? [invalidValue('spec.selector', selector, 'empty selector is invalid for deployment')] : [];
}

function templateCauses({ selector, template }: JsonObject): Cause[] {
  const at = 'spec.template';
  const pod = mapOf(mapOf(template)['spec']);
  const policy = pod['restartPolicy'] ?? 'Always';
  return [
    ...labelCauses(selector, mapOf(mapOf(template)['metadata'])['labels'], `${at}.metadata.labels`),
    ...podCauses(pod, `${at}.spec`),
    ...(policy === 'Always' ? [] : [unsupported(`${at}.spec.restartPolicy`, policy, ['Always'])]),
    ...(pod['activeDeadlineSeconds'] === undefined
      ? []
      : [
          forbiddenValue(
            `${at}.spec.activeDeadlineSeconds`,
            'activeDeadlineSeconds in ReplicaSet is not Supported',
          ),
        ]),
  ];
}

/** labelCauses compares a selector with the template's labels; a missing selector matches nothing, an empty one everything. */
function labelCauses(selector: unknown, labels: unknown, field: string): Cause[] {
  const found = isJsonObject(labels) ? (labels as Record<string, string>) : undefined;
  if (isJsonObject(selector) && matchesLabels(requirementsOf(selector), found)) return [];
  return [invalidValue(field, found ?? null, '`selector` does not match template `labels`')];
}

function strategyCauses(strategy: JsonObject): Cause[] {
  const { type, rollingUpdate } = strategy;
  const field = 'spec.strategy';
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return isJsonObject(rollingUpdate) ? [forbiddenValue(`${field}.rollingUpdate`, detail)] : [];
  }
  if (type !== 'RollingUpdate') {
    const rolling = isJsonObject(rollingUpdate)
      ? { MaxUnavailable: rollingUpdate['maxUnavailable'], MaxSurge: rollingUpdate['maxSurge'] }
      : null;
    return [unsupported(field, { Type: type, RollingUpdate: rolling }, ['Recreate', 'RollingUpdate'])];
  }
  const { maxUnavailable, maxSurge } = mapOf(rollingUpdate);
  const at = `${field}.rollingUpdate.maxUnavailable`;
  return isZero(maxUnavailable) && isZero(maxSurge)
    ? [invalidValue(at, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
    : [];
}

const isZero = (value: unknown): boolean => value === 0 || value === '0%';

function deadlineCauses({ progressDeadlineSeconds, minReadySeconds = 0 }: JsonObject): Cause[] {
  if (typeof progressDeadlineSeconds !== 'number' || typeof minReadySeconds !== 'number') return [];
  if (progressDeadlineSeconds > minReadySeconds) return [];
  const field = 'spec.progressDeadlineSeconds';
  return [invalidValue(field, progressDeadlineSeconds, 'must be greater than minReadySeconds')];
}

function fixedSelectorCauses({ selector }: JsonObject, old: JsonObject | undefined): Cause[] {
  return old === undefined || equalJson(selector, old['selector'])
    ? []
    : [invalidValue('spec.selector', selector, 'field is immutable')];
}

function countCauses(spec: JsonObject, name: string): Cause[] {
  const value = spec[name];
  return typeof value === 'number' && value < 0 ? [invalidValue(`spec.${name}`, value, NOT_NEGATIVE)] : [];
}

const mapOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
