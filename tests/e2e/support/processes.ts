import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that a test started, with its output to report a failure. */
export class Program {
  readonly #child: ChildProcess;
  #output = '';

  constructor(args: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-20_000);
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  /** Returns the first line of standard output that is a JSON object with `ready: true`. Rejects when the program exits before. */
  async ready(): Promise<Record<string, unknown>> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('The program has no standard output.');
    return await new Promise((resolve, reject) => {
      this.#child.once('exit', (code) =>
        reject(new Error(`It ended with ${code} before it was ready:\n${this.#output}`)),
      );
      createInterface({ input: stdout }).on('line', (line) => {
        if (line.includes('"ready":true')) resolve(JSON.parse(line) as Record<string, unknown>);
      });
    });
  }

  /** Sends a signal and waits for the exit; returns immediately if it has already exited. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** until polls a condition of another process every 50 ms; rejects with the last observed value. */
export async function until(
  what: string,
  condition: () => Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
