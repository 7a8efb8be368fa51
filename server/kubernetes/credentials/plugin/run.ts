import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '#server/clock.ts';

/** How a plugin's process ended. */
export type PluginEnd =
  | { kind: 'exited'; code: number; stdout: Buffer }
  | { kind: 'signal'; signal: string }
  /** It printed more than an ExecCredential can hold. */
  | { kind: 'tooLong' }
  /** It exceeded its time limit. */
  | { kind: 'timeout' }
  /** It could not be started; `code` is the system's error code, such as EACCES. */
  | { kind: 'notStarted'; code: string }
  | { kind: 'stopped' };

export interface PluginStart {
  path: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  /** Time limit, in ms. */
  limitMs: number;
  /** Called with each chunk of its standard error. */
  onWords: (words: Buffer) => void;
}

const MAX_OUTPUT_BYTES = 4 << 20;
const KILL_AFTER_MS = 2_000;
/**
 * A plugin that has exited may leave a process that holds its pipes open, such as a browser that it opened or an agent. The plugin's own
 * output has arrived by then.
 */
const LEFT_OPEN_MS = 500;

/** runPlugin starts a plugin with empty standard input. Returns how it ended, and a function that stops it. Never throws. */
export function runPlugin(start: PluginStart): { ended: Promise<PluginEnd>; stop: () => void } {
  let end: (result: PluginEnd) => void = () => undefined;
  const ended = new Promise<PluginEnd>((resolve) => {
    end = resolve;
  });
  let child: ChildProcess;
  try {
    child = spawn(start.path, start.args, {
      env: start.env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
  } catch (error) {
    end({ kind: 'notStarted', code: codeOf(error) });
    return { ended, stop: () => undefined };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let cut: PluginEnd | undefined;
  let hasEnded = false;
  let cancelLeftOpen: () => void = () => undefined;
  const kill = (why: PluginEnd): void => {
    if (cut !== undefined || hasEnded) return;
    cut = why;
    child.kill('SIGTERM');
    start.clock.after(KILL_AFTER_MS, () => child.kill('SIGKILL'));
    // Its child processes may hold its pipes open; nobody reads them any more.
    child.stdout?.destroy();
    child.stderr?.destroy();
    end(why);
  };
  const cancel = start.clock.after(start.limitMs, () => kill({ kind: 'timeout' }));
  child.stdout?.on('data', (chunk: Buffer) => {
    if (hasEnded) return;
    size += chunk.length;
    if (size > MAX_OUTPUT_BYTES) kill({ kind: 'tooLong' });
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => start.onWords(chunk));
  child.on('error', (error) => {
    cancel();
    end({ kind: 'notStarted', code: codeOf(error) });
  });
  const finish = (code: number | null, signal: string | null): void => {
    cancel();
    cancelLeftOpen();
    hasEnded = true;
    end(
      code === null
        ? { kind: 'signal', signal: signal ?? '' }
        : { kind: 'exited', code, stdout: Buffer.concat(chunks) },
    );
  };
  child.on('exit', (code, signal) => {
    cancelLeftOpen = start.clock.after(LEFT_OPEN_MS, () => finish(code, signal));
  });
  child.on('close', finish);
  return { ended, stop: () => kill({ kind: 'stopped' }) };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
