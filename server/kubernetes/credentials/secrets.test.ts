import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { headerValue } from '#server/kubernetes/credentials/header-value.ts';
import { chooseProxy } from '#server/kubernetes/credentials/proxy.ts';
import { readServerAddress } from '#server/kubernetes/credentials/server-address.ts';
import { parseYamlFile } from '#server/kubernetes/credentials/yaml-file.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

const SECRET = 'S3cretS3cretS3cret';

/** Message of whatever was thrown; empty when nothing was. */
function wordsOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    return error.message;
  }
}

test('a kubeconfig damaged anywhere is refused with a line number, without any of its text', () => {
  const text = stringify({ users: [{ name: 'u', user: { token: SECRET, password: `"${SECRET}` } }] });
  const damage = fc.constantFrom(
    '"',
    "'",
    '\t',
    '{',
    '[',
    ': ',
    '*',
    '&',
    '!',
    '@',
    '%',
    '\u0001',
    '\0',
    '- ',
    '\\',
    '>',
    '|',
    '?',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(text.length), damage), { minLength: 1, maxLength: 4 }), (places) => {
      let damaged = text;
      for (const [at, piece] of places) damaged = damaged.slice(0, at) + piece + damaged.slice(at);
      const words = wordsOf(() => parseYamlFile(Buffer.from(damaged), 'The kubeconfig f'));
      expect(words).toMatch(/^$|^The kubeconfig f cannot be read: [^\n]+[.?]$/);
      expect(words.toLowerCase()).not.toContain('s3cret');
    }),
    { numRuns: 2_000 },
  );
});

test('a file truncated anywhere is refused or read, without any of its text in the message', () => {
  const text = JSON.stringify({ users: [{ name: 'u', user: { token: SECRET } }] });
  for (let end = 0; end < text.length; end++) {
    const words = wordsOf(() => parseYamlFile(Buffer.from(text.slice(0, end)), 'The kubeconfig f'));
    expect(words.toLowerCase()).not.toContain('s3cret');
  }
});

test('an unusable address or value is not repeated: it may contain a password', () => {
  const words = [
    wordsOf(() => readServerAddress(`https://u:${SECRET}@h`, 'c')),
    wordsOf(() => readServerAddress(`https://${SECRET} x`, 'c')),
    wordsOf(() => chooseProxy(new URL('https://h'), `ftp://u:${SECRET}@h`, 'c', {})),
    wordsOf(() => chooseProxy(new URL('https://h'), `http://u:%ZZ${SECRET}@h`, 'c', {})),
    wordsOf(() => chooseProxy(new URL('https://h'), '', 'c', { HTTPS_PROXY: `http://u:${SECRET}@h:x` })),
    wordsOf(() => headerValue(`${SECRET}\n`, 'The token')),
  ];
  expect(words.filter((sentence) => sentence === '' || sentence.includes(SECRET))).toEqual([]);
});
