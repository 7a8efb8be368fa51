import { expect, test } from 'vitest';
import { connectionWords } from '#server/kubernetes/connection-words.ts';

const failed = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

test.each([
  [
    failed(
      'unable to verify the first certificate; try running Node.js with --use-system-ca',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ),
    'no authority that the kubeconfig or this machine trusts signed the server’s certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
  ],
  [
    failed(
      '400DF11DBF7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:\n',
      'ERR_SSL_WRONG_VERSION_NUMBER',
    ),
    'the server does not speak TLS; is it plain HTTP? (ERR_SSL_WRONG_VERSION_NUMBER)',
  ],
  [
    failed('Proxy response (407) !== 200 when HTTP Tunneling'),
    'the proxy requires a user name and password, or rejects the ones it got (407)',
  ],
  [failed('Proxy response (503) !== 200 when HTTP Tunneling'), 'the proxy answered 503 and did not connect'],
  [
    failed('Socks5 Authentication failed'),
    'the SOCKS proxy did not connect: it rejects the user name and password',
  ],
  [
    new AggregateError([failed('connect ECONNREFUSED ::1:1'), failed('connect ECONNREFUSED 127.0.0.1:1')]),
    'connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1',
  ],
  [failed('getaddrinfo ENOTFOUND api.test', 'ENOTFOUND'), 'getaddrinfo ENOTFOUND api.test'],
])('explains why there is no connection: %s', (cause, words) => {
  expect(connectionWords(cause)).toBe(words);
});
