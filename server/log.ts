import { type Logger, pino } from 'pino';
import { foreignText } from '#lib/format/mask-secrets.ts';

export type Log = Logger;

/** Keys whose values never reach a log line, in the first two levels of what is logged. */
const SECRET_KEYS = [
  'token',
  'authorization',
  'cookie',
  'password',
  'certData',
  'keyData',
  'client-key-data',
  'headers',
];
/** Nothing below this many levels is logged: it would not be a field of a log line. */
const DEEPEST = 5;

/**
 * createLog creates the process's structured log on standard error, as JSON lines. Values of secret names are replaced, and secrets in any
 * text are masked, including errors with their stacks and causes: messages from API servers, proxies and plugins can contain anything.
 */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) =>
          Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, mask(value, 1)])),
      },
      serializers: { err: (error: unknown) => error },
      redact: { paths: SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`]), censor: '[secret]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** Masks secrets in all texts of a value; errors get pino's format, each cause as an error itself. */
function mask(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return foreignText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
  const { cause, ...fields } = value instanceof Error ? tell(value) : { ...value, cause: undefined };
  const entries: [string, unknown][] = Object.entries(
    cause === undefined ? { ...fields } : { ...fields, cause },
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, mask(inner, depth + 1)]));
}

/** An error's own fields and those that every error has. */
function tell(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return { ...Object.fromEntries(Object.entries(error)), type: name, message, stack, cause };
}
