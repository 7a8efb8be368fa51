import {
  type ConfigData,
  ConfigError,
  ConfigReader,
  inContext,
  parseDuration,
  parseInteger,
} from '#simulator/knative/config/reader.ts';

const HOUR = 3600e9;
const NANOSECONDS_PER_MS = 1e6;

/** `config-gc` (knative/serving v0.50 `pkg/gc/config.go`). Times are ms; undefined is `disabled`. */
export interface GcConfig {
  retainSinceCreateMs: number | undefined;
  retainSinceLastActiveMs: number | undefined;
  minNonActive: number;
  maxNonActive: number | undefined;
}

/** parseGc parses `config-gc`. Throws ConfigError. */
export function parseGc(data: ConfigData): GcConfig {
  const reader = new ConfigReader(data, 'failed to parse data: ');
  const sinceCreate = reader.text('', 'retain-since-create-time');
  const sinceActive = reader.text('', 'retain-since-last-active-time');
  const minNonActive = reader.integer(20, 64, 'min-non-active-revisions');
  const most = reader.text('', 'max-non-active-revisions');
  const config: GcConfig = {
    retainSinceCreateMs: durationOrDisabled('retain-since-create-time', sinceCreate, 48 * HOUR),
    retainSinceLastActiveMs: durationOrDisabled('retain-since-last-active-time', sinceActive, 15 * HOUR),
    minNonActive,
    maxNonActive: countOrDisabled('max-non-active-revisions', most, 1000),
  };
  const { maxNonActive } = config;
  if (minNonActive < 0) {
    throw new ConfigError(`min-non-active-revisions must be non-negative, was: ${minNonActive}`);
  }
  if (maxNonActive !== undefined && minNonActive > maxNonActive) {
    throw new ConfigError(
      `min-non-active-revisions(${minNonActive}) must be <= max-non-active-revisions(${maxNonActive})`,
    );
  }
  return config;
}

const isDisabled = (text: string): boolean => text.toLowerCase() === 'disabled';

function durationOrDisabled(key: string, text: string, otherwise: number): number | undefined {
  if (isDisabled(text)) return undefined;
  if (text === '') return otherwise / NANOSECONDS_PER_MS;
  return inContext(`failed to parse ${key}: `, () => {
    const nanoseconds = parseDuration(text);
    if (nanoseconds < 0) throw new ConfigError('must be non-negative');
    return nanoseconds / NANOSECONDS_PER_MS;
  });
}

function countOrDisabled(key: string, text: string, otherwise: number): number | undefined {
  if (isDisabled(text)) return undefined;
  if (text === '') return otherwise;
  return inContext(`failed to parse ${key}: `, () => {
    const count = parseInteger('ParseUint', text, 64);
    if (count > 2 ** 63) throw new ConfigError('value should be lower than 9223372036854775807');
    return count;
  });
}
