import { expect, it } from 'vitest';
import { createLog } from '#server/log.ts';

it('replaces secrets at the top and one level down', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  log.info({ token: 's3cret-a', request: { authorization: 'Bearer s3cret-b', path: '/x' } }, 'asked');
  expect(lines.join('')).not.toContain('s3cret');
  expect(lines.join('')).toContain('/x');
});
