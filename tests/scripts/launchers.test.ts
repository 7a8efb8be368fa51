import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokenProblem } from '#server/access/script-token.ts';
import { freePort } from '#tests/free-port.ts';
import { skipWithoutIpv6 } from '#tests/needs.ts';
import { launch } from '#tests/scripts/launch.ts';
import { tokenProblem as launcherProblem } from '../../scripts/token.mjs';

it.each([
  ['start', [], { HOST: '0.0.0.0' }, 'Sluice listens only on 127.0.0.1, not on 0.0.0.0'],
  ['start', ['--host', '::'], {}, 'Sluice listens only on 127.0.0.1, not on ::'],
  ['demo', [], { HOST: '192.168.1.2' }, 'anyone who can reach it acts with your kubeconfig'],
  ['start', [], { PORT: 'x' }, 'PORT=x is not a valid port: use a whole number from 1 to 65535.'],
  ['start', ['--port', '70000'], {}, 'PORT=70000 is not a valid port'],
  ['start', ['--frobnicate'], {}, 'Usage: npm start -- [--context NAME] [--namespaces a,b] [--read-only]'],
  [
    'start',
    [],
    { SLUICE_TOKEN: 'short' },
    'SLUICE_TOKEN must be 22 to 128 letters, digits, - or _; leave it unset',
  ],
  ['demo', [], { SLUICE_TOKEN: 'a'.repeat(22) }, 'SLUICE_TOKEN is too easy to guess'],
  ['dev', [], { SLUICE_TOKEN: 'a'.repeat(22) }, 'SLUICE_TOKEN is too easy to guess'],
  ['open', ['--nothing'], {}, 'Usage: npm run open [-- --port N]'],
  ['demo', [], { SIMULATOR_SERVICES: '-1' }, 'SIMULATOR_SERVICES is the number of Services to add'],
  ['demo', [], { PORT: '4001', SIMULATOR_PORT: '4001' }, 'PORT and SIMULATOR_PORT are both 4001'],
])('%s %j %j explains why it does not start', async (script, args, env, words) => {
  const { code, stderr } = await launch(script, args, env);
  expect(stderr).toContain(words);
  expect(code).toBe(1);
});

it.each([
  ['start', 'PORT'],
  ['demo', 'PORT'],
  ['demo', 'SIMULATOR_PORT'],
])('%s names a port in use and the setting %s that changes it', async (script, setting) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const other: Record<string, string> = setting === 'PORT' ? {} : { PORT: String(await freePort()) };
    const { code, stderr } = await launch(script, [], { ...other, [setting]: String(port) });
    expect(stderr).toContain(`Port ${port} is in use.`);
    expect(stderr).toContain(`${setting}=`);
    expect(code).toBe(1);
  } finally {
    server.close();
  }
});

it('the launchers and the server refuse the same user-supplied tokens', () => {
  const tokens = [
    '',
    'short',
    'a'.repeat(30),
    'abcabcabcabcabcabcabcabc',
    'x y'.repeat(10),
    '0123456789012345678901',
    'é'.repeat(30),
  ];
  for (const token of tokens) expect(launcherProblem(token)).toBe(tokenProblem(token));
  fc.assert(
    fc.property(
      fc.string({ minLength: 20, maxLength: 130, unit: fc.constantFrom(...Array.from('abcdefghijk_-.')) }),
      (token) => {
        expect(launcherProblem(token)).toBe(tokenProblem(token));
      },
    ),
  );
});

it('does not start next to a program that holds the port on [::1], which browsers try first', async (context) => {
  const server = createServer();
  server.listen({ port: 0, host: '::1' });
  const isThere = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  skipWithoutIpv6(context, isThere);
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await launch('start', ['--port', String(port)], {});
  server.close();
  expect(stderr).toContain(`Port ${port} of [::1] is in use`);
  expect(code).toBe(1);
});
