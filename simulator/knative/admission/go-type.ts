import { quantityProblem } from '#simulator/go/quantity.ts';

/** A Go type as encoding/json decodes into it; `name` is its name in decoder errors. */
export type GoType =
  | GoScalar
  | { kind: 'list' | 'map'; name: string; of: GoType }
  | { kind: 'own'; name: string; problem: OwnProblem }
  | GoStruct;

interface GoScalar {
  kind: 'scalar';
  name: string;
  accepts: (value: unknown) => boolean;
}

export interface GoStruct {
  kind: 'struct';
  name: string;
  fields: Readonly<Record<string, GoField>>;
}

/** A field, and the nested inlined structs that it belongs to, outermost first. */
interface GoField {
  type: GoType;
  inlined: readonly string[];
}

/** Returns what is wrong with a value of a type with its own UnmarshalJSON; `wrong` returns the message for a value of another type. */
type OwnProblem = (value: unknown, wrong: (type: string) => string) => string | undefined;

export const STRING = scalar('string', (value) => typeof value === 'string');
export const BOOL = scalar('bool', (value) => typeof value === 'boolean');
export const INT32 = scalar('int32', (value) => typeof value === 'number' && value === (value | 0));
export const INT64 = scalar(
  'int64',
  (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 63,
);

/** `intstr.IntOrString` of apimachinery v0.35. */
export const INT_OR_STRING: GoType = {
  kind: 'own',
  name: 'intstr.IntOrString',
  problem: (value, wrong) => (typeof value === 'string' || INT32.accepts(value) ? undefined : wrong('int32')),
};

/** `resource.Quantity` of apimachinery v0.35, which accepts an unquoted number. */
export const QUANTITY: GoType = {
  kind: 'own',
  name: 'resource.Quantity',
  problem: (value) => quantityProblem(typeof value === 'string' ? value.trim() : JSON.stringify(value)),
};

/** text returns a named string type. */
export function text(name: string): GoType {
  return { ...STRING, name };
}

/** list returns a slice type. */
export function list(of: GoType): GoType {
  return { kind: 'list', name: `[]${of.name}`, of };
}

/** mapOf returns a map type with string keys; `name` is set for a named type. */
export function mapOf(of: GoType, name = `map[string]${of.name}`): GoType {
  return { kind: 'map', name, of };
}

/** struct returns a struct type with these fields and those of its inlined structs. */
export function struct(name: string, fields: Record<string, GoType>, ...inlined: GoStruct[]): GoStruct {
  const own = Object.entries(fields).map(([field, type]) => [field, { type, inlined: [] }] as const);
  const inlinedFields = inlined.flatMap((other) =>
    Object.entries(other.fields).map(([field, found]) => {
      return [field, { ...found, inlined: [bare(other.name), ...found.inlined] }] as const;
    }),
  );
  return { kind: 'struct', name, fields: Object.fromEntries([...own, ...inlinedFields]) };
}

/** bare returns a type's name without its package. */
export function bare(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function scalar(name: string, accepts: (value: unknown) => boolean): GoScalar {
  return { kind: 'scalar', name, accepts };
}
