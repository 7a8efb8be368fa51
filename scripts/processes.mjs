import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fail } from './console.mjs';
import { root } from './setup.mjs';

// Child processes of a launcher: started together, ended together.

const children = new Set();
let ending = false;

/**
 * start runs a program as a child process. When the child exits unasked, the launcher ends too, with a message. The child's standard
 * input is a pipe that closes when this process ends, however that happens; this is how a program notices that its launcher was killed.
 */
export function start(name, file, args, env, stdio = ['pipe', 'inherit', 'inherit']) {
  const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio });
  children.add(child);
  child.once('error', (error) => void end(1, `${name} could not be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    children.delete(child);
    if (!ending)
      void end(
        code === 0 ? 0 : 1,
        `${name} ended (${signal ?? `exit code ${code}`}), so Sluice is stopping too.`,
      );
  });
  return child;
}

/** end stops every child, by SIGTERM and after 3 s by SIGKILL, and then this process. */
export async function end(code, words) {
  if (ending) return;
  ending = true;
  if (words !== undefined) process.stderr.write(`${words}\n`);
  const left = [...children];
  const gone = Promise.all(left.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  for (const child of left) child.kill('SIGTERM');
  const timer = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, 3_000);
  if (left.length > 0) await gone;
  clearTimeout(timer);
  process.exit(code);
}

/** endOnSignals makes Ctrl-C and SIGTERM end the launcher and all its children. */
export function endOnSignals() {
  process.on('SIGINT', () => void end(130));
  process.on('SIGTERM', () => void end(143));
  process.on('SIGHUP', () => void end(129));
}

/** ensurePortFree exits with a clear message when something already listens on the port; for PORT it also checks [::1]. */
export async function ensurePortFree(port, setting) {
  const code = await probe(port, '127.0.0.1');
  if (code === 'EADDRINUSE')
    fail(
      `Port ${port} is in use. Stop the program that uses it, or choose another: ${setting}=${port + 1} npm run …`,
    );
  if (code !== undefined) fail(`Port ${port} cannot be used (${code}). Choose another with ${setting}=….`);
  // Browsers try [::1] first. The server holds that port itself (server/launcher/second-loopback.ts); this only reports the problem
  // earlier.
  if (setting === 'PORT' && (await probe(port, '::1')) === 'EADDRINUSE')
    fail(
      `Port ${port} of [::1] is in use, and a browser would reach that program instead of Sluice. Stop it, or choose another: PORT=${port + 1} npm run …`,
    );
}

/** Tries to listen; resolves to the error code if that fails, undefined if it works. */
async function probe(port, host) {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** readPort returns a port setting, or exits with a message when it is not a valid port. */
export function readPort(name, fallback) {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    fail(`${name}=${text} is not a valid port: use a whole number from 1 to 65535.`);
  return port;
}
