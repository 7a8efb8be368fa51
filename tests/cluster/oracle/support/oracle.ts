import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type GoBuild, goBuild } from '#tests/cluster/support/go-build.ts';

/** A running oracle process: it answers each request with one line of JSON, in request order. */
export class Oracle<Request, Answer> {
  private readonly waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  private stderr = '';
  private readonly process: ChildProcessWithoutNullStreams;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.process = process;
    process.stderr.on('data', (text: Buffer) => (this.stderr += text.toString()));
    // The close handler below answers a write after the process has ended.
    process.stdin.on('error', () => undefined);
    createInterface({ input: process.stdout }).on('line', (line) =>
      this.waiting.shift()?.resolve(JSON.parse(line) as Answer),
    );
    process.on('close', (code) => {
      for (const { reject } of this.waiting.splice(0))
        reject(new Error(`The oracle ended with status ${code}. ${this.stderr.trim()}`));
    });
  }

  /** Builds the program and starts it. Throws `GoUnavailable` or `GoBuildFailed`. */
  static async start<Request, Answer>(build: GoBuild): Promise<Oracle<Request, Answer>> {
    const binary = await goBuild(build);
    console.info(`${build.name} built in ${(binary.milliseconds / 1000).toFixed(1)} s`);
    return new Oracle(spawn(binary.path, { stdio: 'pipe' }));
  }

  /** Sends a request. Rejects when the process has ended, with its standard error. */
  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.process.exitCode !== null) {
        reject(new Error(`The oracle has ended. ${this.stderr.trim()}`));
        return;
      }
      this.waiting.push({ resolve, reject });
      this.process.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Closes its input, which ends the process. */
  stop(): void {
    this.process.stdin.end();
  }
}
