import { appliedFields, compareFields, type FieldSet, withoutFields } from '#simulator/api/field-set.ts';
import { isJsonObject, type JsonObject } from '#simulator/api/json.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { rootShape } from '#simulator/api/root-shape.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** Where client-side apply keeps what it applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * lastAppliedFields returns the fields of the last client-side apply that are still as it wrote them; undefined for an object that was not
 * applied so (apimachinery v0.35 `managedfields/internal/lastappliedmanager.go`).
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

/** withLastApplied brings the annotation of client-side apply, where an object has one, to what is applied now (`lastappliedupdater.go`). */
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
