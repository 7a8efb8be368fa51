import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { Access } from '#server/access/access.ts';
import { newSecret } from '#server/access/secrets.ts';
import { answerSession, issueCode, tellChallenge } from '#server/http/session-routes.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { freePort } from '#tests/free-port.ts';
import { needs } from '#tests/needs.ts';
import { launch } from '#tests/scripts/launch.ts';
import { tokenFile } from '../../scripts/token.mjs';

type Answer = Record<string, unknown>;
const TOKEN = newSecret();
const OWN = 'sluice-abcdefghij234567abcd.localhost';
const NO_SCREEN = { DISPLAY: '', WAYLAND_DISPLAY: '' };

/** Simulates a running Sluice on a port: its token file, and a server with the real answers, as corrupted by `change`. */
async function withSluice(
  steps: (port: number, seen: string[]) => Promise<void>,
  {
    serverToken = TOKEN,
    change,
  }: { serverToken?: string; change?: (body: Answer, port: number) => Answer } = {},
): Promise<void> {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
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
