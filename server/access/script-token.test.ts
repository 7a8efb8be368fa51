import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeScriptToken, tokenProblem } from '#server/access/script-token.ts';
import { newSecret } from '#server/access/secrets.ts';

describe('tokenProblem', () => {
  it.each([
    ['short', /must be 22 to 128/],
    ['x y'.repeat(20), /must be 22 to 128/],
    ['a'.repeat(129), /must be 22 to 128/],
    ['a'.repeat(22), /too easy to guess/],
    ['abcabcabcabcabcabcabcabc', /too easy to guess/],
  ])('judges %s', (token, problem) => {
    expect(tokenProblem(token)).toMatch(problem);
  });

  it('accepts every randomly generated token', () => {
    expect(tokenProblem('0123456789012345678901')).toBeUndefined();
    for (let count = 0; count < 1_000; count += 1) expect(tokenProblem(newSecret())).toBeUndefined();
  });
});

describe('takeScriptToken', () => {
  it('removes the token from the environment that child processes inherit', () => {
    const token = newSecret();
    const env: Record<string, string | undefined> = { SLUICE_TOKEN: token, HOME: '/' };
    expect(takeScriptToken(env)).toBe(token);
    expect(env).toEqual({ HOME: '/' });
  });

  it('prefers a file to the variable', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-token-'));
    const token = newSecret();
    await writeFile(join(folder, 'token'), `${token}\n`, { mode: 0o600 });
    const env = { SLUICE_TOKEN: newSecret(), SLUICE_TOKEN_FILE: join(folder, 'token') };
    expect(takeScriptToken(env)).toBe(token);
    expect(env).toEqual({});
    await rm(folder, { recursive: true });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['without one', {}, /SLUICE_TOKEN is missing: start Sluice with npm start/],
    ['with a weak one', { SLUICE_TOKEN: 'short secret' }, /SLUICE_TOKEN must be 22 to 128/],
    [
      'with a missing file',
      { SLUICE_TOKEN_FILE: '/nowhere/token' },
      /SLUICE_TOKEN_FILE cannot be read: ENOENT/,
    ],
  ])('explains why it does not start %s, without the token', (_how, env, words) => {
    const take = () => takeScriptToken({ ...env });
    expect(take).toThrow(words);
    expect(take).not.toThrow(/short secret/);
  });
});
