import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { type Cause, invalidValue, unsupported } from '#simulator/apimachinery/status-errors.ts';

/** What a schema allows of the values of its type, under the names of JSON Schema. */
export type Bounds = Readonly<JsonObject>;

const NAMES =
  'enum minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems minProperties maxProperties'.split(
    ' ',
  );

/** readBounds returns the bounds of a CustomResourceDefinition's schema; undefined when it has none. */
export function readBounds(schema: JsonObject): Bounds | undefined {
  const found = Object.entries(schema).filter(([name]) => NAMES.includes(name));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/**
 * boundErrors returns what bounds do not allow of a value, with the messages of kube-openapi `pkg/validation/validate` and
 * apiextensions-apiserver v0.35 `pkg/apiserver/validation`.
 */
export function boundErrors(value: unknown, bounds: Bounds, path: string): Cause[] {
  const outside = (rule: string): Cause => invalidValue(path, measure(value), `${path} in body ${rule}`);
  return [...enumErrors(value, bounds, path), ...errorsOfType(value, bounds, path, outside)];
}

/** measure returns what a message shows of a value: a list and an object count. */
function measure(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : value;
}

function errorsOfType(
  value: unknown,
  bounds: Bounds,
  path: string,
  outside: (rule: string) => Cause,
): Cause[] {
  if (typeof value === 'number') return numberErrors(value, bounds, outside);
  if (typeof value === 'string') return stringErrors(value, bounds, path, outside);
  if (Array.isArray(value)) return countErrors(value.length, 'items', bounds, path, outside);
  if (isJsonObject(value)) return countErrors(Object.keys(value).length, 'properties', bounds, path, outside);
  return [];
}

function enumErrors(value: unknown, bounds: Bounds, path: string): Cause[] {
  const allowed = bounds['enum'];
  if (!Array.isArray(allowed) || allowed.some((item) => equalJson(item, value))) return [];
  return [unsupported(path, value, allowed.map(textOf))];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function numberErrors(value: number, bounds: Bounds, outside: (rule: string) => Cause): Cause[] {
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum } = bounds;
  const causes: Cause[] = [];
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf)) {
    causes.push(outside(`should be a multiple of ${multipleOf}`));
  }
  if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    causes.push(outside(`should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`));
  }
  if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const orEqual = exclusiveMinimum === true ? '' : 'or equal to ';
    causes.push(outside(`should be greater than ${orEqual}${minimum}`));
  }
  return causes;
}

/** stringErrors reports the first bound that a text breaks. Lengths are characters, though a message says bytes. */
function stringErrors(
  value: string,
  { minLength, maxLength, pattern }: Bounds,
  path: string,
  outside: (rule: string) => Cause,
): Cause[] {
  const { length } = Array.from(value);
  if (typeof maxLength === 'number' && length > maxLength) {
    const message = `Too long: may not be more than ${maxLength} bytes`;
    return [{ reason: 'FieldValueTooLong', message, field: path }];
  }
  if (typeof minLength === 'number' && length < minLength) {
    return [outside(`should be at least ${minLength} chars long`)];
  }
  const expression = typeof pattern === 'string' ? compiled(pattern) : undefined;
  return expression === undefined || expression.test(value)
    ? []
    : [outside(`should match '${String(pattern)}'`)];
}

/** compiled returns a pattern of Go's syntax as JavaScript reads it; undefined for one that it cannot read. */
function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function countErrors(
  count: number,
  what: 'items' | 'properties',
  bounds: Bounds,
  path: string,
  outside: (rule: string) => Cause,
): Cause[] {
  const [fewest, most] = what === 'items' ? ['minItems', 'maxItems'] : ['minProperties', 'maxProperties'];
  const [minimum, maximum] = [bounds[fewest ?? ''], bounds[most ?? '']];
  if (typeof maximum === 'number' && count > maximum) {
    const message = `Too many: ${count}: must have at most ${maximum} items`;
    return [{ reason: 'FieldValueTooMany', message, field: path }];
  }
  return typeof minimum === 'number' && count < minimum
    ? [outside(`should have at least ${minimum} ${what}`)]
    : [];
}

/** Keywords of a schema that are not evaluated here. */
const IGNORED = ['x-kubernetes-validations', 'allOf', 'anyOf', 'oneOf', 'not'];

/**
 * ignoredKeywords returns the keywords of a CustomResourceDefinition's schema that the embedded cluster does not evaluate: CEL rules and
 * combinations of schemas, and patterns that only Go can read.
 */
export function ignoredKeywords(schema: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (!isJsonObject(value)) return;
    const isAnyOfTypes = value['x-kubernetes-int-or-string'] === true;
    for (const name of IGNORED) {
      if (value[name] !== undefined && !(isAnyOfTypes && name !== 'x-kubernetes-validations'))
        found.add(name);
    }
    const { pattern, properties, items, additionalProperties } = value;
    if (typeof pattern === 'string' && compiled(pattern) === undefined) found.add(`pattern ${pattern}`);
    if (isJsonObject(properties)) for (const property of Object.values(properties)) visit(property);
    visit(items);
    visit(additionalProperties);
  };
  visit(schema);
  return [...found];
}
