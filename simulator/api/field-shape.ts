import type { Schema } from '#simulator/schema/schema.ts';

/** One of the fields by which the items of a list are told apart, with what counts where an item lacks it. */
export interface KeyField {
  name: string;
  default?: string;
}

/** How a value is divided into fields that can have managers of their own (structured-merge-diff v6 `schema`). */
export interface FieldShape {
  /** Whether an object of this shape is one field. */
  readonly isWhole: boolean;
  /** How the items of a list are told apart; a list whose items are not is one field. */
  readonly itemsBy: 'none' | 'value' | readonly KeyField[];
  /** A member of an object; undefined for one that the schema does not allow. */
  member(name: string): { shape: FieldShape; isNamed: boolean } | undefined;
  item(): FieldShape;
  /** The schema it was made from, where there is one. */
  readonly schema?: Schema;
}

/** The shape of what has no schema: objects are divided, lists are not. */
export const UNTYPED: FieldShape = {
  isWhole: false,
  itemsBy: 'none',
  member: () => ({ shape: UNTYPED, isNamed: false }),
  item: () => UNTYPED,
};

const SHAPES = new Map<Schema, FieldShape>();

/** shapeOfSchema reads the shape off a structural schema (kube-openapi `pkg/schemaconv/openapi.go`). */
export function shapeOfSchema(schema: Schema): FieldShape {
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
