import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Options for starting one process of the control plane. */
export interface MemberOptions {
  name: string;
  file: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Where its log is kept. */
  folder: string;
  /** Called when it exits unexpectedly. */
  onDeath?: (words: string) => void;
}

const GRACE_MS = 5_000;

/** One process of the control plane: started, stopped, frozen and killed by its own pid; it logs to a file. */
export class Member {
  readonly name: string;
  readonly #options: MemberOptions;
  #child: ChildProcess | undefined;
  #isWanted = false;

  constructor(options: MemberOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get logPath(): string {
    return join(this.#options.folder, `${this.name}.log`);
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it, or restarts it after an exit; the log is appended to. */
  start(): void {
    const { file, args, env } = this.#options;
    const log = openSync(this.logPath, 'a', 0o600);
    this.#isWanted = true;
    const child = spawn(file, args, {
      // Each process ends when its standard input closes, and so with this process, however that ends.
      stdio: ['pipe', log, log],
      env: { ...process.env, ...env, END_WITH_STDIN: '1' },
      // In its own process group, which a Ctrl-C at the terminal does not reach: end() decides which processes end.
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    child.once('error', (error) => this.#died(child, error.message));
    child.once('exit', (code, signal) => this.#died(child, signal ?? `exit code ${code}`));
  }

  /** Ends it with a signal and waits; SIGKILL follows when that takes too long. Does nothing if it has already exited. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#isWanted = false;
    if (child === undefined || !this.isRunning) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    // A frozen process handles no other signal.
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Sends SIGSTOP or SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Returns the end of its log, to report a failure. */
  logTail(bytes = 3_000): string {
    return readFileSync(this.logPath, 'utf8').slice(-bytes);
  }

  /** Returns the resident memory in bytes, as Linux counts it; undefined where it cannot be read. */
  async residentBytes(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.#child?.pid}/status`, 'utf8').catch(() => '');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  }

  #died(child: ChildProcess, how: string): void {
    if (!this.#isWanted || child !== this.#child) return;
    this.#isWanted = false;
    this.#options.onDeath?.(`${this.name} exited unexpectedly (${how}). End of its log:\n${this.logTail()}`);
  }
}
