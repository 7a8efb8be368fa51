import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from '#tests/free-port.ts';

/** Runs a launcher that shall end by itself before it starts anything. */
async function launch(
  script: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stderr: string }> {
  return await new Promise((resolve) => {
    const options = { env: { ...process.env, HOST: '', PORT: '', ...env }, timeout: 10_000 };
    execFile(process.execPath, [`scripts/${script}.mjs`, ...args], options, (error, _stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stderr });
    });
  });
}

it.each([
  ['start', [], { HOST: '0.0.0.0' }, 'Sluice listens on 127.0.0.1 only and will not listen on 0.0.0.0'],
  ['start', ['--host', '::'], {}, 'Sluice listens on 127.0.0.1 only and will not listen on ::'],
  ['demo', [], { HOST: '192.168.1.2' }, 'whoever reaches it acts with your kubeconfig'],
  ['start', [], { PORT: 'x' }, 'PORT=x is no port: it takes a whole number from 1 to 65535.'],
  ['start', ['--port', '70000'], {}, 'PORT=70000 is no port'],
  ['start', ['--frobnicate'], {}, 'Usage: npm start -- [--context NAME] [--namespaces a,b] [--read-only]'],
  ['demo', [], { SIMULATOR_SERVICES: '-1' }, 'SIMULATOR_SERVICES takes how many Services to add'],
  ['demo', [], { PORT: '4001', SIMULATOR_PORT: '4001' }, 'PORT and SIMULATOR_PORT are both 4001'],
])('%s %j %j says why it does not start', async (script, args, env, words) => {
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
