import { expect, test } from 'vitest';
import { runPlugin } from '#server/kubernetes/credentials/plugin/run.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const LIMIT_MS = 60_000;

/** Runs a shell script as a plugin. */
function run(script: string, clock = new FakeClock()) {
  let words = '';
  const { ended, stop } = runPlugin({
    path: '/bin/sh',
    args: ['-c', script],
    env: { PATH: process.env.PATH },
    clock,
    limitMs: LIMIT_MS,
    onWords: (more) => {
      words += String(more);
    },
  });
  return { ended, stop, clock, words: () => words };
}

/** Lets output that has already been written be read. */
async function readOn(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  ['its standard error', '>/dev/null'],
  ['its standard output', '2>/dev/null'],
  ['both', ''],
])('a plugin has answered when it ends, even if a process it leaves running holds %s open', async (_which, redirect) => {
  // The shell prints the pid to kill afterwards.
  const { ended, clock, words } = run(`sleep 60 ${redirect} & echo $! >&2; printf token`);
  // One alarm for its time limit, one for the wait for leftover processes.
  await clock.hasAlarms(2);
  await readOn();
  clock.advance(1_000);
  const end = await ended;
  process.kill(Number(words()));
  expect(end).toEqual({ kind: 'exited', code: 0, stdout: Buffer.from('token') });
  expect(clock.alarmCount).toBe(0);
});

test('a plugin that ends with its output closed is not awaited further', async () => {
  const { ended, clock } = run('printf token; exit 3');
  expect(await ended).toEqual({ kind: 'exited', code: 3, stdout: Buffer.from('token') });
  expect(clock.alarmCount).toBe(0);
});

test('a plugin that is ended by a signal is reported with the signal', async () => {
  expect(await run('kill -9 $$').ended).toEqual({ kind: 'signal', signal: 'SIGKILL' });
});

test('a plugin that prints endlessly is stopped', async () => {
  expect(await run('exec cat /dev/zero').ended).toEqual({ kind: 'tooLong' });
});
