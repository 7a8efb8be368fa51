import { parseGoDuration } from '#simulator/go/duration.ts';
import { quantityProblem } from '#simulator/go/quantity.ts';
import { durationProblem } from '#simulator/knative/config/go-duration-text.ts';

/** The data of a ConfigMap. */
export type ConfigData = Readonly<Record<string, string>>;

/** An invalid ConfigMap, with the error of the Go code that parses it. */
export class ConfigError extends Error {
  override name = 'ConfigError' as const;
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];
const LARGEST = { 32: 2n ** 31n - 1n, 64: 2n ** 63n - 1n };

/**
 * Reads ConfigMap values as `knative.dev/pkg/configmap/parser` does. Every method takes a default and the keys that may hold the value; the
 * last key that is present wins. Throws ConfigError.
 */
export class ConfigReader {
  readonly #data: ConfigData;
  readonly #prefix: string;

  /** `prefix` goes before the error message for a bad value. */
  constructor(data: ConfigData, prefix = '') {
    this.#data = data;
    this.#prefix = prefix;
  }

  text(otherwise: string, ...keys: string[]): string {
    return this.#last(keys, otherwise, (value) => value.trim());
  }

  boolean(otherwise: boolean, ...keys: string[]): boolean {
    return this.#last(keys, otherwise, (value) => {
      if (TRUE.includes(value)) return true;
      if (FALSE.includes(value)) return false;
      throw new ConfigError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
    });
  }

  integer(otherwise: number, bits: 32 | 64, ...keys: string[]): number {
    return this.#last(keys, otherwise, (value) => parseInteger('ParseInt', value, bits));
  }

  float(otherwise: number, ...keys: string[]): number {
    return this.#last(keys, otherwise, (value) => {
      if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value)) return Number(value);
      throw new ConfigError(`strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`);
    });
  }

  /** Returns nanoseconds. */
  duration(otherwise: number, ...keys: string[]): number {
    return this.#last(keys, otherwise, parseDuration);
  }

  /** Returns a resource quantity as written; undefined when absent. */
  quantity(...keys: string[]): string | undefined {
    return this.#last<string | undefined>(keys, undefined, (value) => {
      const problem = quantityProblem(value);
      if (problem !== undefined) throw new ConfigError(problem);
      return value;
    });
  }

  #last<T>(keys: readonly string[], otherwise: T, parse: (value: string) => T): T {
    let found = otherwise;
    for (const key of keys) {
      const value = this.#data[key];
      if (value === undefined) continue;
      found = inContext(`${this.#prefix}failed to parse ${JSON.stringify(key)}: `, () => parse(value));
    }
    return found;
  }
}

/** inContext prefixes the message of a ConfigError that `parse` throws. */
export function inContext<T>(words: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(words + error.message) : error;
  }
}

/** parseDuration parses a Go duration into nanoseconds. Throws ConfigError. */
export function parseDuration(text: string): number {
  const nanoseconds = parseGoDuration(text);
  if (nanoseconds === null) throw new ConfigError(durationProblem(text) ?? '');
  return nanoseconds;
}

/** parseInteger parses an integer like the named strconv function in Go. Throws ConfigError. */
export function parseInteger(name: 'ParseInt' | 'ParseUint', text: string, bits: 32 | 64): number {
  const problem = (why: string): ConfigError =>
    new ConfigError(`strconv.${name}: parsing ${JSON.stringify(text)}: ${why}`);
  const isSyntax = name === 'ParseUint' ? /^\d+$/.test(text) : /^[-+]?\d+$/.test(text);
  if (!isSyntax) throw problem('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  const most = LARGEST[bits];
  if (value > (name === 'ParseUint' ? most * 2n + 1n : most) || value < -most - 1n) {
    throw problem('value out of range');
  }
  return Number(value);
}
