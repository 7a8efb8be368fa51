import { builtinShape } from '#simulator/api/builtin-shape.ts';
import { type FieldShape, shapeOfSchema } from '#simulator/api/field-shape.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';
import { type ObjectSchema, object, STRING } from '#simulator/schema/schema.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

const ROOTS = new Map<string, FieldShape>();

/** rootShape returns the shape of whole objects of a type. */
export function rootShape(definition: Pick<ResourceDefinition, 'group' | 'kind' | 'custom'>): FieldShape {
  const key = `${definition.group}/${definition.kind}`;
  const known = ROOTS.get(key);
  if (known !== undefined) return known;
  const shape = definition.custom ? customShape(schemaOf(definition)) : builtinShape(definition.kind);
  ROOTS.set(key, shape);
  return shape;
}

function customShape(schema: ObjectSchema | undefined): FieldShape {
  const fields = { apiVersion: STRING, kind: STRING, metadata: OBJECT_META };
  const root = object({ ...schema?.fields, ...fields });
  return shapeOfSchema(schema === undefined ? { ...root, open: true } : root);
}
