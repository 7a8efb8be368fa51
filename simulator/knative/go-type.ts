import { quantityProblem } from '#lib/knative/quantity.ts';

/** A Go type as encoding/json decodes into it; `name` is what the errors of the decoder call it. */
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

/** A field and the structs inlined in one another that it belongs to, from the outermost. */
interface GoField {
  type: GoType;
  inlined: readonly string[];
}

/** Says what is wrong with a value of a type that decodes itself; `wrong` gives the words for a value that is no such type. */
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

/** `resource.Quantity` of apimachinery v0.35, which takes a number as it is written. */
export const QUANTITY: GoType = {
  kind: 'own',
  name: 'resource.Quantity',
  problem: (value) => quantityProblem(typeof value === 'string' ? value.trim() : JSON.stringify(value)),
};

/** text is a string type with a name of its own. */
export function text(name: string): GoType {
  return { ...STRING, name };
}

/** list is a slice. */
export function list(of: GoType): GoType {
  return { kind: 'list', name: `[]${of.name}`, of };
}

/** mapOf is a map of strings to values of a type; `name` where it has one of its own. */
export function mapOf(of: GoType, name = `map[string]${of.name}`): GoType {
  return { kind: 'map', name, of };
}

/** struct has these fields, and those of the structs that are inlined in it. */
export function struct(name: string, fields: Record<string, GoType>, ...inlined: GoStruct[]): GoStruct {
  const own = Object.entries(fields).map(([field, type]) => [field, { type, inlined: [] }] as const);
  const others = inlined.flatMap((other) =>
    Object.entries(other.fields).map(([field, found]) => {
      return [field, { ...found, inlined: [bare(other.name), ...found.inlined] }] as const;
    }),
  );
  return { kind: 'struct', name, fields: Object.fromEntries([...own, ...others]) };
}

/** bare is the name of a type without its package. */
export function bare(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function scalar(name: string, accepts: (value: unknown) => boolean): GoScalar {
  return { kind: 'scalar', name, accepts };
}
