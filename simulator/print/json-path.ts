import { isJsonObject } from '#simulator/apimachinery/json.ts';

/** One step of a path: a member, an item, all members or items, or the items with a member of a value. */
type Step =
  | { type: 'member'; name: string }
  | { type: 'item'; index: number }
  | { type: 'all' }
  | { type: 'where'; path: string[]; value: string };

const MEMBER = /^\.?((?:[^.[\]\\]|\\.)+)/;
const QUOTED = /^\[\s*(?:'([^']*)'|"([^"]*)")\s*\]/;
const INDEX = /^\[\s*(-?\d+)\s*\]/;
const ALL = /^(?:\[\s*\*\s*\]|\.\*)/;
const WHERE = /^\[\?\(\s*@((?:\.[\w-]+)+)\s*==\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))\s*\)\]/;

/**
 * parseJsonPath parses the paths that a CustomResourceDefinition's columns use: members, indexes, `[*]` and `[?(@.type=="Ready")]`
 * (client-go v0.35 `util/jsonpath`). Undefined for any other.
 */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = text.startsWith('$') ? text.slice(1) : text;
  if (!/^[.[]/.test(rest)) return undefined;
  while (rest !== '') {
    const [step, length] = readStep(rest) ?? [];
    if (step === undefined || length === undefined) return undefined;
    steps.push(step);
    rest = rest.slice(length);
  }
  return steps;
}

function readStep(text: string): [Step, number] | undefined {
  const all = ALL.exec(text);
  if (all !== null) return [{ type: 'all' }, all[0].length];
  const quoted = QUOTED.exec(text);
  if (quoted !== null) return [{ type: 'member', name: quoted[1] ?? quoted[2] ?? '' }, quoted[0].length];
  const index = INDEX.exec(text);
  if (index !== null) return [{ type: 'item', index: Number(index[1]) }, index[0].length];
  const where = WHERE.exec(text);
  if (where !== null) {
    const [all_, path = '', single, double, bare] = where;
    const value = single ?? double ?? bare ?? '';
    return [{ type: 'where', path: path.slice(1).split('.'), value }, all_.length];
  }
  const member = MEMBER.exec(text);
  if (member === null) return undefined;
  return [{ type: 'member', name: (member[1] ?? '').replaceAll(/\\(.)/g, '$1') }, member[0].length];
}

/** firstAt returns the first value at a path; undefined when there is none. */
export function firstAt(value: unknown, steps: readonly Step[]): unknown {
  let found: unknown[] = [value];
  for (const step of steps) found = found.flatMap((one) => valuesAt(one, step));
  return found[0];
}

function valuesAt(value: unknown, step: Step): unknown[] {
  switch (step.type) {
    case 'member':
      return isJsonObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case 'item': {
      const item: unknown = Array.isArray(value) ? value.at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      if (Array.isArray(value)) return value as unknown[];
      return isJsonObject(value) ? Object.values(value) : [];
    case 'where':
    default:
      return (Array.isArray(value) ? (value as unknown[]) : []).filter((item) =>
        matches(item, step.path, step.value),
      );
  }
}

function matches(item: unknown, path: readonly string[], value: string): boolean {
  let found = item;
  for (const name of path) found = isJsonObject(found) ? found[name] : undefined;
  return found !== undefined && (typeof found === 'string' ? found : JSON.stringify(found)) === value;
}
