import { expect, it } from 'vitest';
import { createLog, type Log } from '#server/log.ts';

const logged = (write: (log: Log) => void): string => {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => lines.push(line) }));
  return lines.join('');
};

it('masks secrets in error messages, stacks, fields and causes', () => {
  const plugin = Object.assign(new Error('client_secret=HUNTER2 said no'), { stderr: 'token: HUNTER2' });
  const error = new AggregateError([plugin], 'failed for https://me:HUNTER2@proxy.example', {
    cause: plugin,
  });
  const line = logged((log) =>
    log.warn({ err: error, source: 'pods', words: ['password=HUNTER2'] }, 'watch failed'),
  );
  expect(line).not.toContain('HUNTER2');
  const fields = JSON.parse(line) as { err: { message: string; stack: string; cause: { message: string } } };
  expect(fields).toMatchObject({
    level: 'warn',
    source: 'pods',
    msg: 'watch failed',
    err: { type: 'AggregateError', message: 'failed for https://[secret]@proxy.example' },
  });
  expect(fields.err.cause.message).toBe('client_secret=[secret] said no');
  expect(fields.err.stack).toContain('log.test');
});

it('survives an error that is its own cause, and fields of any shape', () => {
  const error = new Error('round and round');
  error.cause = error;
  expect(logged((log) => log.error({ err: error, none: null, at: undefined, n: 1 }, 'x'))).toContain(
    'round and round',
  );
});

it('replaces secrets at the top and one level down', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  log.info({ token: 's3cret-a', request: { authorization: 'Bearer s3cret-b', path: '/x' } }, 'asked');
  expect(lines.join('')).not.toContain('s3cret');
  expect(lines.join('')).toContain('/x');
});
