import { resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { type Cause, invalid } from '#simulator/apimachinery/status-errors.ts';
import { configMapCauses, secretCauses } from '#simulator/validation/data.ts';
import { podCauses } from '#simulator/validation/pod.ts';
import { podUpdateCauses } from '#simulator/validation/pod-update.ts';
import { serviceCauses } from '#simulator/validation/service.ts';
import { deploymentCauses, replicaSetCauses } from '#simulator/validation/workload.ts';

/** Returns what is wrong with an object; `old` is what is stored, undefined for a new one. */
type Validate = (object: StoredObject, old: StoredObject | undefined) => Cause[];

/** withSpec validates the spec of an object that has one. */
const withSpec =
  (causesOf: (spec: JsonObject, old: JsonObject | undefined) => Cause[]): Validate =>
  (object, old) =>
    causesOf(mapOf(object['spec']), old === undefined ? undefined : mapOf(old['spec']));

/** The kinds whose values are checked: those that a controller here reads, and the data that pods mount. */
const VALIDATE: Readonly<Record<string, Validate>> = {
  pods: withSpec((spec, old) => (old === undefined ? podCauses(spec, 'spec') : podUpdateCauses(spec, old))),
  services: withSpec(serviceCauses),
  configmaps: configMapCauses,
  secrets: secretCauses,
  'deployments.apps': withSpec(deploymentCauses),
  'replicasets.apps': withSpec(replicaSetCauses),
};

/**
 * checkValues throws Invalid for an object of a built-in kind with values that a real API server refuses (kubernetes v1.35
 * `pkg/apis/core/validation` and `pkg/apis/apps/validation`). It expects an object with its defaults.
 */
export function checkValues(
  definition: ResourceDefinition,
  object: StoredObject,
  old: StoredObject | undefined,
): void {
  if (definition.custom) return;
  const causes = VALIDATE[resourceId(definition)]?.(object, old) ?? [];
  if (causes.length > 0) throw invalid(definition, object.metadata.name, causes);
}

const mapOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
