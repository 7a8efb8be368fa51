import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { invalid } from '#simulator/api/status-errors.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';
import { schemaErrors } from '#simulator/schema/validate.ts';

/** checkSchema throws Invalid for an object that the schema of its type does not allow; a type without one allows all. */
export function checkSchema(
  definition: ResourceDefinition,
  object: StoredObject,
  old: StoredObject | undefined,
): void {
  const schema = schemaOf(definition);
  const errors = schema === undefined ? [] : schemaErrors(object, old, schema);
  if (errors.length > 0) throw invalid(definition, object.metadata.name, errors);
}
