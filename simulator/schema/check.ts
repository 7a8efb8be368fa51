import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { invalid } from '#simulator/apimachinery/status-errors.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { schemaErrors } from '#simulator/schema/validate.ts';

/** checkSchema throws Invalid for an object that violates its type's schema; a type without a schema allows everything. */
export function checkSchema(
  definition: ResourceDefinition,
  object: StoredObject,
  old: StoredObject | undefined,
): void {
  const schema = schemaOf(definition);
  const errors = schema === undefined ? [] : schemaErrors(object, old, schema);
  if (errors.length > 0) throw invalid(definition, object.metadata.name, errors);
}
