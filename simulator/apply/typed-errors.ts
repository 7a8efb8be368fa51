import { isJsonObject } from '#simulator/apimachinery/json.ts';
import { formatPath, itemPath } from '#simulator/apply/field-set.ts';
import type { FieldShape } from '#simulator/apply/field-shape.ts';
import { printGoMap } from '#simulator/go/print-map.ts';
import type { ScalarSchema } from '#simulator/schema/schema.ts';

/**
 * typedErrors returns where an applied configuration does not fit its kind's shape, each as `path: why` with the messages of
 * structured-merge-diff v6 `typed/validate.go` and `helpers.go`; empty when it fits. For built-in kinds it checks
 * only list keys: `undeclared-fields.ts` checks their fields.
 */
export function typedErrors(value: unknown, shape: FieldShape): string[] {
  return errorsIn(value, shape, '').sort();
}

function errorsIn(value: unknown, shape: FieldShape, path: string): string[] {
  const { schema } = shape;
  if (value === null) return [];
  if (schema?.type === 'object' && !isJsonObject(value))
    return [`${path}: expected map, got ${plain(value)}`];
  if (schema?.type === 'list' && !Array.isArray(value))
    return [`${path}: expected list, got ${plain(value)}`];
  if (schema !== undefined && schema.type !== 'object' && schema.type !== 'list') {
    const why = scalarError(value, schema);
    return why === undefined ? [] : [`${path}: ${why}`];
  }
  if (Array.isArray(value)) return itemErrors(value, shape, path);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const member = shape.member(name);
    return member === undefined
      ? [`${path}.${name}: field not declared in schema`]
      : errorsIn(item, member.shape, `${path}.${name}`);
  });
}

function itemErrors(list: readonly unknown[], shape: FieldShape, path: string): string[] {
  const { itemsBy } = shape;
  if (itemsBy === 'none')
    return list.flatMap((item, index) => errorsIn(item, shape.item(), `${path}[${index}]`));
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const element = itemPath(item, shape);
    if (element === undefined) return [`${path}: element ${index}: ${keyError(item, itemsBy)}`];
    if (seen.has(element)) return [`${path}: duplicate entries for key ${formatPath([element])}`];
    seen.add(element);
    return errorsIn(item, shape.item(), `${path}${formatPath([element])}`);
  });
}

function keyError(item: unknown, itemsBy: Exclude<FieldShape['itemsBy'], 'none'>): string {
  if (itemsBy === 'value') {
    return item === null
      ? "associative list without keys has an element that's an explicit null"
      : "associative list without keys has an element that's a map type";
  }
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isJsonObject(item)) return 'associative list with keys may not have non-map elements';
  const keys = itemsBy.map(({ name }) => JSON.stringify(name)).join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

function scalarError(value: unknown, { type }: ScalarSchema): string | undefined {
  if (type === 'string' && typeof value !== 'string') {
    return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
  }
  if (type === 'integer' && typeof value !== 'number') {
    return `expected numeric (int or float), got ${goType(value)}`;
  }
  if (type === 'boolean' && typeof value !== 'boolean') return `expected boolean, got ${plain(value)}`;
  if (type === 'intOrString' && typeof value === 'object') {
    return `expected any scalar, got ${plain(value)}`;
  }
  return undefined;
}

/** Formats a value like Go's `%v`, in the wrapper that structured-merge-diff keeps it in. */
const plain = (value: unknown): string => `&{${printGoMap(value)}}`;

/** goSyntax formats a value like Go's `%#v`. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (value === null) return 'interface {}(nil)';
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `map[string]interface {}{${members.map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`).join(', ')}}`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return isJsonObject(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}
