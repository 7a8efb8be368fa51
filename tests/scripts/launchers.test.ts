import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import * as fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { Access } from '#server/access/access.ts';
import { tokenProblem } from '#server/access/script-token.ts';
import { newSecret } from '#server/access/secrets.ts';
import { answerSession, issueCode, tellChallenge } from '#server/http/session-routes.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { freePort } from '#tests/free-port.ts';
import { needs, skipWithoutIpv6 } from '#tests/needs.ts';
import { tokenProblem as launcherProblem, tokenFile } from '../../scripts/token.mjs';

/** Runs a launcher that should exit before it starts anything. */
async function launch(
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return await new Promise((resolve) => {
    const options = { env: { ...process.env, HOST: '', PORT: '', ...env }, timeout: 15_000 };
    execFile(process.execPath, [`scripts/${script}.mjs`, ...args], options, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

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

/** Simulates a running Sluice on a port: its token file, and a server with the real answers, as corrupted by `change`. */
async function withSluice(
  steps: (port: number, seen: string[]) => Promise<void>,
  {
    serverToken = TOKEN,
    change,
  }: { serverToken?: string; change?: (body: Answer, port: number) => Answer } = {},
): Promise<void> {
  const seen: string[] = [];
  const server = createHttpServer((incoming, response) => {
    seen.push(`${incoming.url ?? ''} ${JSON.stringify(incoming.rawHeaders)}`);
    void reply(incoming).then(async (answer) => {
      const body = (await answer.json()) as Answer;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(change?.(body, port) ?? body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const access = new Access({
    clock: new FakeClock(),
    newSecret,
    scriptToken: serverToken,
    ownHost: OWN,
    port,
    saved: [],
    save: () => undefined,
    onWrongCodes: () => undefined,
    onSession: () => undefined,
  });
  const reply = async ({ url = '', method = '', headers }: IncomingMessage): Promise<Response> => {
    const request = new Request(`http://127.0.0.1${url}`, {
      method,
      headers: headers as Record<string, string>,
    });
    return await answerSession(request, method === 'GET' ? tellChallenge : issueCode, access);
  };
  const file = tokenFile(port);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${TOKEN}\n`, { mode: 0o600 });
  try {
    await steps(port, seen);
  } finally {
    server.close();
    await rm(file, { force: true });
  }
}

type Answer = Record<string, unknown>;
const TOKEN = newSecret();
const OWN = 'sluice-abcdefghij234567abcd.localhost';
const NO_SCREEN = { DISPLAY: '', WAYLAND_DISPLAY: '' };

it('open prints a fresh address when there is no display, and never sends the token', async () => {
  await withSluice(async (port, seen) => {
    const { code, stdout } = await launch('open', ['--port', String(port)], NO_SCREEN);
    expect(stdout).toMatch(new RegExp(`Open     http://${OWN}:${port}/enter#code=[\\w-]{32}\n`));
    expect(stdout).toMatch(new RegExp(`http://127.0.0.1:${port}/enter#code=[\\w-]{32}\n`));
    expect(seen.map((it) => it.split(' ')[0])).toEqual(['/api/session', '/api/session/codes']);
    expect(seen.join()).not.toContain(TOKEN);
    expect(code).toBe(0);
  });
});

it('open accepts no address from a program without the token, even if it poses as Sluice', async () => {
  const words = async (options: Parameters<typeof withSluice>[1]) => {
    let said = '';
    await withSluice(async (port, seen) => {
      const { code, stdout, stderr } = await launch('open', ['--port', String(port)], NO_SCREEN);
      expect(code).toBe(1);
      expect(seen.join()).not.toContain(TOKEN);
      expect(stdout).not.toContain('enter#code');
      said = stderr;
    }, options);
    return said;
  };
  expect(await words({ serverToken: newSecret() })).toContain(
    'This proof was not made with the script token',
  );
  const forged = {
    change: (body: Answer) => ({ ...body, ...('code' in body ? { proof: newSecret() } : {}) }),
  };
  expect(await words(forged)).toContain('does not know the token');
  const led = (body: Answer, port: number) =>
    'code' in body ? { ...body, address: `http://127.0.0.1:${port}/enter#code=theirs` } : body;
  expect(await words({ change: led })).toContain('does not know the token');
});

it.each([
  'https://evil.example/enter#code=x',
  'http://evil.example/enter#code=x',
  'http://127.0.0.1@evil.example/enter#code=x',
  'http://127.0.0.1:3000/enter#code=x\u001b]0;title\u0007',
  'javascript:alert(1)//enter#code=x',
  'file:///etc/passwd',
])('open accepts no address from something other than Sluice: %j', async (address) => {
  const change = (body: Answer): Answer => ('code' in body ? { ...body, address } : body);
  await withSluice(
    async (port) => {
      const { code, stdout, stderr } = await launch('open', ['--port', String(port)], NO_SCREEN);
      expect(stderr).toContain(`The program on port ${port} created no address`);
      expect(stdout + stderr).not.toContain(address);
      expect(code).toBe(1);
    },
    { change },
  );
});

it('open reads no token that others may read', async () => {
  await withSluice(async (port, seen) => {
    await chmod(tokenFile(port), 0o644);
    const { code, stderr } = await launch('open', ['--port', String(port)], NO_SCREEN);
    expect(stderr).toContain(`${tokenFile(port)} cannot be read`);
    expect(seen).toEqual([]);
    expect(code).toBe(1);
  });
});

it(
  'open gives the browser no code in its arguments, which every user can read',
  needs(process.platform === 'linux', 'this machine does not run Linux'),
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-open-'));
    const opener =
      '#!/bin/sh\necho "$@" > "$OPENED/arguments"; cp "${1#file://}" "$OPENED/page"; stat -c %a "${1#file://}" > "$OPENED/mode"\n';
    await writeFile(join(folder, 'xdg-open'), opener, { mode: 0o755 });
    await withSluice(async (port) => {
      const { code, stdout } = await launch('open', [], {
        PORT: String(port),
        DISPLAY: ':0',
        OPENED: folder,
        PATH: `${folder}:${process.env.PATH ?? ''}`,
      });
      expect(stdout).toContain('Opening it in the browser');
      expect(code).toBe(0);
    });
    const given = (await readFile(join(folder, 'arguments'), 'utf8')).trim();
    expect(given).toMatch(/^file:\/\/.*\.html$/);
    expect(await readFile(join(folder, 'page'), 'utf8')).toMatch(
      /url=http:\/\/sluice-[a-z\d]{20}\.localhost:\d+\/enter#code=[\w-]{32}"/,
    );
    expect(await readFile(join(folder, 'mode'), 'utf8')).toBe('600\n');
    expect(existsSync(new URL(given))).toBe(false);
    await rm(folder, { recursive: true });
  },
);

it('open reports when no Sluice runs there', async () => {
  const port = String(await freePort());
  const { code, stderr } = await launch('open', ['--port', port], {});
  expect(stderr).toContain(`No Sluice started from this folder uses port ${port}`);
  expect(code).toBe(1);
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

/** A launcher that starts a simulated server with the launchers' own `start`, and reports when it listens. */
const LAUNCHER = `
const { start } = await import('./scripts/processes.mjs');
const { accessEnv } = await import('./scripts/dashboard.mjs');
const { writeToken } = await import('./scripts/token.mjs');
const port = Number(process.env.PORT);
const server = \`
  const { joinLauncher } = await import('./server/launcher/join-launcher.ts');
  const { createServer } = await import('node:http');
  await joinLauncher(process.env);
  createServer((_request, response) => response.end('here')).listen(\${port}, '127.0.0.1', () => console.log('listening'));\`;
start('It', process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', server],
  accessEnv(port, writeToken(port, 'a-token')));`;

/** Returns the answer at an address: the text, or the code of the failure. */
async function answerAt(address: string): Promise<string> {
  return await fetch(address).then(
    async (answer) => await answer.text(),
    (error: unknown) => String(((error as Error).cause as NodeJS.ErrnoException).code),
  );
}

it('a server holds its port on [::1] too, and ends with a killed launcher', async (context) => {
  const port = await freePort();
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', LAUNCHER], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  await once(launcher.stdout, 'data');
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('here');
  const second = await answerAt(`http://[::1]:${port}`);
  expect(existsSync(tokenFile(port))).toBe(true);
  // Its output ends when the last process that holds it does.
  const gone = once(launcher.stderr, 'close');
  launcher.stderr.resume();
  launcher.kill('SIGKILL');
  await gone;
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('ECONNREFUSED');
  expect(existsSync(tokenFile(port))).toBe(false);
  skipWithoutIpv6(context, second !== 'EADDRNOTAVAIL');
  expect(second).toBe('here');
  expect(await answerAt(`http://[::1]:${port}`)).toBe('ECONNREFUSED');
});

it('the embedded cluster ends with a killed launcher', { timeout: 90_000 }, async () => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-embedded-'));
  const script = `
    const { startEmbeddedCluster } = await import('./scripts/embedded-cluster.mjs');
    await startEmbeddedCluster({ port: ${port}, services: 0, stateName: process.env.STATE_NAME });
    console.log('ready');`;
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, SIMULATOR_SCENARIOS: '0', STATE_NAME: `../${join(relative('.', folder), 'it')}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  await once(launcher.stdout, 'data');
  expect(await answerAt(`http://127.0.0.1:${port}`)).not.toBe('ECONNREFUSED');
  const gone = once(launcher.stderr, 'close');
  launcher.stderr.resume();
  launcher.kill('SIGKILL');
  await gone;
  expect(await answerAt(`http://127.0.0.1:${port}`)).toBe('ECONNREFUSED');
  await rm(folder, { recursive: true });
});
