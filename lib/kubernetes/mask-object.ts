import { MASK, maskNamed, maskSecrets } from '#lib/format/mask-secrets.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';

/** kubectl's copy of the manifest repeats every value that is masked elsewhere. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** An object without what may be secret, and the paths of what was removed or masked, e.g. `spec.containers[0].env[1].value`. */
export interface MaskedObject {
  object: Record<string, unknown>;
  hidden: string[];
}

/**
 * maskObject hides what people put in manifests and would not show to someone looking over their shoulder: the literal values of
 * environment variables, secrets among arguments, annotations and headers, and kubectl's copy of the manifest. Other tools keep copies too,
 * as JSON in annotations, so JSON text is masked like an object. References to Secrets stay, and so do managedFields, which hold only
 * names. maskObject does not change its argument.
 */
export function maskObject(object: KubeObject): MaskedObject {
  const hidden: string[] = [];
  return { object: maskFields({ ...object }, '', hidden), hidden };
}

function maskFields(
  fields: Record<string, unknown>,
  path: string,
  hidden: string[],
): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    const place = placeOf(path, key);
    if (key === LAST_APPLIED) {
      hidden.push(place);
      return [];
    }
    return [[key, place === 'metadata.managedFields' ? value : maskValue(key, value, place, hidden)]];
  });
  return Object.fromEntries(entries);
}

function maskValue(key: string, value: unknown, place: string, hidden: string[]): unknown {
  if (typeof value === 'string') return noted(value, maskText(key, value), place, hidden);
  if (Array.isArray(value)) return maskList(key, value, place, hidden);
  return isFields(value) ? maskFields(value, place, hidden) : value;
}

/** maskText masks text that has a name, such as an annotation: by its name, by its content, and as an object when it is JSON. */
export function maskText(key: string, text: string): string {
  const masked = maskNamed(key, text);
  return masked === MASK || !/^\s*[[{]/.test(text) ? masked : maskSecrets(maskJson(key, text));
}

/** maskJson returns the same text when it is not valid JSON, or when nothing in it is masked. */
function maskJson(key: string, text: string): string {
  const hidden: string[] = [];
  try {
    const masked = maskValue(key, JSON.parse(text), '', hidden);
    return hidden.length === 0 ? text : JSON.stringify(masked);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    // Nested too deeply to be searched.
    if (error instanceof RangeError) return MASK;
    throw error;
  }
}

function maskList(key: string, list: readonly unknown[], place: string, hidden: string[]): unknown[] {
  return list.map((item, index) => {
    const at = `${place}[${index}]`;
    if (typeof item === 'string') return noted(item, maskArgument(list[index - 1], item), at, hidden);
    if (Array.isArray(item)) return maskList(key, item, at, hidden);
    if (!isFields(item)) return item;
    const { name, value } = item;
    if (typeof name !== 'string' || typeof value !== 'string') return maskFields(item, at, hidden);
    // An item with a name and a value is a variable, a header or a parameter.
    const masked = key === 'env' ? (value === '' ? '' : MASK) : maskNamed(name, value);
    return {
      ...maskFields({ ...item, value: '' }, at, hidden),
      value: noted(value, masked, `${at}.value`, hidden),
    };
  });
}

/** maskArguments masks the arguments of a command line, each by its content and by the flag before it. */
export function maskArguments(list: readonly string[]): string[] {
  return list.map((argument, index) => maskArgument(list[index - 1], argument));
}

/** maskArgument masks one argument of a command line. The previous argument may name it: `--token`, `abc`. */
function maskArgument(before: unknown, argument: string): string {
  const isNamed = typeof before === 'string' && /^--?[a-z][\w-]*$/i.test(before) && !argument.startsWith('-');
  return isNamed ? maskNamed(before, argument) : maskSecrets(argument);
}

function noted(value: string, masked: string, place: string, hidden: string[]): string {
  if (masked !== value) hidden.push(place);
  return masked;
}

function placeOf(path: string, key: string): string {
  if (/[^\w]/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
