import { rmSync } from 'node:fs';
import { endWithInput } from '#server/launcher/end-with-input.ts';
import { holdSecondLoopback } from '#server/launcher/second-loopback.ts';

/**
 * joinLauncher ties a server to the launcher that started it (scripts/start.mjs and its siblings). SLUICE_PORT: it listens on that
 * port of [::1] in addition to 127.0.0.1, or ends the process with a readable message. SLUICE_ENDS_WITH_INPUT=1: standard input comes from
 * the launcher, and when the launcher is gone, it removes the token's file and soon ends this process, with a bye on every stream.
 */
export async function joinLauncher(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { SLUICE_PORT: port, SLUICE_ENDS_WITH_INPUT: endsWithInput, SLUICE_TOKEN_FILE: tokenFile } = env;
  if (endsWithInput === '1')
    endWithInput(process.stdin, () => {
      process.stderr.write('Sluice’s launcher has exited, so Sluice is stopping too.\n');
      if (tokenFile !== undefined && tokenFile !== '') rmSync(tokenFile, { force: true });
      process.kill(process.pid, 'SIGTERM');
    });
  if (port === undefined || port === '') return;
  try {
    await holdSecondLoopback(Number(port));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
