import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { appliedFields, compareFields, type FieldSet, withoutFields } from '#simulator/apply/field-set.ts';
import { rootShape } from '#simulator/apply/root-shape.ts';

/** The annotation of client-side apply. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * lastAppliedFields returns the fields of the last client-side apply that have not changed since; undefined for an object without one
 * (apimachinery v0.35 `managedfields/internal/lastappliedmanager.go`).
 */
export function lastAppliedFields(
  definition: ResourceDefinition,
  live: StoredObject | undefined,
): FieldSet | undefined {
  const text = live?.metadata.annotations?.[LAST_APPLIED] ?? '';
  if (text === '') return undefined;
  const applied = parseObject(text);
  if (applied?.['apiVersion'] !== live?.apiVersion) return undefined;
  const shape = rootShape(definition);
  const fields = appliedFields(applied, shape);
  const { removed, written } = compareFields(applied, live, shape);
  return [removed, written].reduce<FieldSet | undefined>(
    (left, changed) => (left === undefined || changed === undefined ? left : withoutFields(left, changed)),
    fields,
  );
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * withLastApplied updates the annotation of client-side apply, if the object has one, to the applied configuration
 * (`lastappliedupdater.go`).
 */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  if ((annotations[LAST_APPLIED] ?? '') === '') return object;
  const applied = structuredClone(config);
  const given = isJsonObject(applied['metadata']) ? applied['metadata']['annotations'] : undefined;
  if (isJsonObject(given)) delete given[LAST_APPLIED];
  const text = `${JSON.stringify(applied)}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}
