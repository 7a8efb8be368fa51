import type { Schema } from '#simulator/schema/schema.ts';

/** A field that identifies list items, with the default for an item that lacks it. */
export interface KeyField {
  name: string;
  default?: string;
}

/** How a value is divided into separately managed fields (structured-merge-diff v6 `schema`). */
export interface FieldShape {
  /** Whether an object of this shape is atomic. */
  readonly isWhole: boolean;
  /** How list items are identified; `none` makes the list atomic. */
  readonly itemsBy: 'none' | 'value' | readonly KeyField[];
  /** Returns a member of an object; undefined when the schema does not allow it. */
  member(name: string): { shape: FieldShape; isNamed: boolean } | undefined;
  item(): FieldShape;
  /** The schema that the shape was derived from, if any. */
  readonly schema?: Schema;
}

/** The shape of values without a schema: objects are granular, lists are atomic. */
export const UNTYPED: FieldShape = {
  isWhole: false,
  itemsBy: 'none',
  member: () => ({ shape: UNTYPED, isNamed: false }),
  item: () => UNTYPED,
};

const SHAPES = new Map<Schema, FieldShape>();

/** shapeOfSchema derives the shape from a structural schema (kube-openapi `pkg/schemaconv/openapi.go`). */
export function shapeOfSchema(schema: Schema): FieldShape {
  if (schema.type === 'any') return UNTYPED;
  const known = SHAPES.get(schema);
  if (known !== undefined) return known;
  const shape = new SchemaShape(schema);
  SHAPES.set(schema, shape);
  return shape;
}

class SchemaShape implements FieldShape {
  readonly schema: Schema;
  readonly isWhole: boolean;
  readonly itemsBy: FieldShape['itemsBy'];

  constructor(schema: Schema) {
    this.schema = schema;
    this.isWhole = schema.type === 'object' && schema.atomic === true;
    this.itemsBy = itemsBy(schema);
  }

  member(name: string): { shape: FieldShape; isNamed: boolean } | undefined {
    const { schema } = this;
    if (schema.type !== 'object') return undefined;
    const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
    if (field !== undefined) return { shape: shapeOfSchema(field), isNamed: true };
    if (schema.values !== undefined) return { shape: shapeOfSchema(schema.values), isNamed: false };
    return schema.open === true ? { shape: UNTYPED, isNamed: false } : undefined;
  }

  item(): FieldShape {
    return this.schema.type === 'list' ? shapeOfSchema(this.schema.items) : UNTYPED;
  }
}

function itemsBy(schema: Schema): FieldShape['itemsBy'] {
  if (schema.type !== 'list') return 'none';
  if (schema.set === true) return 'value';
  return schema.keys?.map((name) => ({ name })) ?? 'none';
}
