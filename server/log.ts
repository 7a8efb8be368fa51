import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Keys whose values never reach a log line, wherever they stand in the first two levels of what is logged. */
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

/** createLog makes the process's structured log on standard error: JSON lines, secrets replaced. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`]), censor: '[secret]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
