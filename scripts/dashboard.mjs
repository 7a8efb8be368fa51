import { randomBytes } from 'node:crypto';
import { fail } from './console.mjs';
import { end, start } from './processes.mjs';
import { nextCommand, nodeBinary } from './setup.mjs';

/** refuseOtherAddresses ends the launcher when it is asked to listen anywhere but on 127.0.0.1. */
export function refuseOtherAddresses(host) {
  if (host === undefined || host === '' || host === '127.0.0.1' || host === 'localhost') return;
  fail(
    `Sluice listens on 127.0.0.1 only and will not listen on ${host}: whoever reaches it acts with your kubeconfig, and signing ` +
      'in as oneself does not exist yet. To reach it from another machine, forward the port: ssh -L 3000:127.0.0.1:3000 <this machine>.',
  );
}

/** newToken makes the launch token: 192 bits, or the one that the person set to keep links alive over restarts. */
export function newToken() {
  const own = process.env.SLUICE_TOKEN;
  if (own === undefined || own === '') return randomBytes(24).toString('base64url');
  if (!/^[\w-]{22,128}$/.test(own))
    fail('SLUICE_TOKEN takes 22 to 128 letters, digits, - and _; leave it out to have one made.');
  return own;
}

/** startDashboard starts the built dashboard and returns once it answers; ends with a sentence when it does not. */
export async function startDashboard({ port, token, env }) {
  start(
    'The dashboard',
    nodeBinary(),
    [nextCommand(), 'start', '-H', '127.0.0.1', '-p', String(port)],
    {
      ...env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      SLUICE_TOKEN: token,
      SLUICE_PORT: String(port),
    },
    ['ignore', process.env.SLUICE_VERBOSE === '1' ? 'inherit' : 'ignore', 'inherit'],
  );
  await answers(`http://127.0.0.1:${port}/healthz`, 60_000);
  return `http://127.0.0.1:${port}/?token=${token}`;
}

/** answers waits until the dashboard answers, and ends the launcher with a sentence when it does not. */
export async function answers(url, withinMs) {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url);
      if (response.ok) return;
    } catch {
      // Not listening yet: that is what this loop waits for.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await end(
    1,
    `The dashboard did not answer at ${url} within ${withinMs / 1000} s. SLUICE_VERBOSE=1 shows what it prints.`,
  );
}
