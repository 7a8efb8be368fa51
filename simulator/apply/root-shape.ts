import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { builtinShape } from '#simulator/apply/builtin-shape.ts';
import { type FieldShape, shapeOfSchema } from '#simulator/apply/field-shape.ts';
import { OBJECT_META } from '#simulator/schema/object-meta.ts';
import { type ObjectSchema, object, STRING } from '#simulator/schema/schema.ts';
import { schemaOf } from '#simulator/schema/schemas.ts';

/** Keyed by a custom kind's schema, otherwise by group and kind. */
const ROOTS = new Map<ObjectSchema | string, FieldShape>();

/** rootShape returns the shape of a type's whole objects. */
export function rootShape(definition: Pick<ResourceDefinition, 'group' | 'kind' | 'custom'>): FieldShape {
  const schema = definition.custom ? schemaOf(definition) : undefined;
  const key = schema ?? `${definition.group}/${definition.kind}`;
  const known = ROOTS.get(key);
  if (known !== undefined) return known;
  const shape = definition.custom ? customShape(schema) : builtinShape(definition.kind);
  ROOTS.set(key, shape);
  return shape;
}

function customShape(schema: ObjectSchema | undefined): FieldShape {
  const fields = { apiVersion: STRING, kind: STRING, metadata: OBJECT_META };
  const root = object({ ...schema?.fields, ...fields });
  return shapeOfSchema(schema === undefined ? { ...root, open: true } : root);
}
