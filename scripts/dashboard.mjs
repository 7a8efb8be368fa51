import { freshAddresses } from './addresses.mjs';
import { fail } from './console.mjs';
import { end, start } from './processes.mjs';
import { ensureStateDir, nextCommand, nodeBinary } from './setup.mjs';
import { writeToken } from './token.mjs';

/** refuseOtherAddresses exits the launcher if it is asked to listen anywhere other than on 127.0.0.1. */
export function refuseOtherAddresses(host) {
  if (host === undefined || host === '' || host === '127.0.0.1' || host === 'localhost') return;
  fail(
    `Sluice listens only on 127.0.0.1, not on ${host}: anyone who can reach it acts with your kubeconfig, and there is no ` +
      'per-user sign-in yet. To use it from another machine, forward the port: ssh -L 3000:127.0.0.1:3000 <this machine>.',
  );
}

/**
 * startDashboard starts the built dashboard and returns once it answers: a first address, and the file with the script token. Exits with
 * a message when it does not answer.
 */
export async function startDashboard({ port, token, env }) {
  const file = writeToken(port, token);
  start(
    'The dashboard',
    nodeBinary(),
    [nextCommand(), 'start', '-H', '127.0.0.1', '-p', String(port)],
    { ...env, ...accessEnv(port, file), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ['pipe', process.env.SLUICE_VERBOSE === '1' ? 'inherit' : 'ignore', 'inherit'],
  );
  await answers(`http://127.0.0.1:${port}/healthz`, 60_000);
  return { addresses: await firstAddresses(port), tokenFile: file };
}

/**
 * accessEnv returns the server's access settings: its port, where it keeps sessions, where the script token is, and that it must end when
 * this process does, even when this process is killed.
 */
export function accessEnv(port, file) {
  return {
    SLUICE_PORT: String(port),
    SLUICE_STATE_DIR: ensureStateDir(),
    SLUICE_TOKEN_FILE: file,
    SLUICE_ENDS_WITH_INPUT: '1',
  };
}

/** firstAddresses returns the first addresses of a server that answers, or exits the launcher with a message. */
export async function firstAddresses(port) {
  try {
    return await freshAddresses(port);
  } catch (error) {
    return await end(1, error.message);
  }
}

/** answers waits until the dashboard answers, and exits the launcher with a message when it does not. */
export async function answers(url, withinMs) {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url);
      if (response.ok) return;
    } catch {
      // Not listening yet; the loop retries.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await end(
    1,
    `The dashboard did not answer at ${url} within ${withinMs / 1000} s. SLUICE_VERBOSE=1 shows what it prints.`,
  );
}
