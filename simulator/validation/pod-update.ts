import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { type Cause, forbiddenValue } from '#simulator/apimachinery/status-errors.ts';
import { podCauses } from '#simulator/validation/pod.ts';

// kubernetes v1.35 `pkg/apis/core/validation/validation.go` ValidatePodUpdate, without the diff of Go structs that ends its message.

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];
const CONTAINERS = ['containers', 'initContainers'];

/** podUpdateCauses returns what is wrong with a change of a pod's spec, which can change little once the pod exists. */
export function podUpdateCauses(spec: JsonObject, old: JsonObject): Cause[] {
  const own = podCauses(spec, 'spec');
  const resized = CONTAINERS.filter((list) => listOf(spec[list]).length !== listOf(old[list]).length);
  if (resized.length > 0) {
    const detail = 'pod updates may not add or remove containers';
    return [...own, ...resized.map((list) => forbiddenValue(`spec.${list}`, detail))];
  }
  const isKept = equalJson(fixedPart(spec, old), fixedPart(old, old));
  const detail = `pod updates may not change fields other than ${UPDATABLE.join(',')}`;
  return [...own, ...(isKept ? [] : [forbiddenValue('spec', detail)])];
}

/** fixedPart returns a spec without what may change: images, the deadline, added tolerations, and the node while there is none. */
function fixedPart(spec: JsonObject, old: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _d, nodeName, tolerations, ...rest } = spec;
  const before = listOf(old['tolerations']);
  const images = CONTAINERS.map((list) => [list, listOf(spec[list]).map(withoutImage)] as const);
  return {
    ...rest,
    ...Object.fromEntries(images),
    nodeName: old['nodeName'] === undefined ? undefined : nodeName,
    tolerations: before.filter((one) => listOf(tolerations).some((other) => equalJson(one, other))),
  };
}

function withoutImage(container: unknown): unknown {
  if (!isJsonObject(container)) return container;
  const { image: _image, ...rest } = container;
  return rest;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
