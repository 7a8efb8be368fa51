import { randomBytes } from 'node:crypto';
import { freePort, Program, until } from '#tests/e2e/support/processes.ts';

/** The built dashboard as a process of a test's own. */
export class Dashboard {
  readonly url: string;
  readonly token: string;
  readonly #program: Program;

  private constructor(url: string, token: string, program: Program) {
    this.url = url;
    this.token = token;
    this.#program = program;
  }

  /** Starts one on a free port, on the cluster of a kubeconfig, and waits until every kind is listed. */
  static async start(kubeconfig: string, env: Record<string, string> = {}): Promise<Dashboard> {
    const port = await freePort();
    const token = randomBytes(24).toString('base64url');
    const program = new Program(
      ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)],
      {
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        KUBECONFIG: kubeconfig,
        SLUICE_TOKEN: token,
        SLUICE_PORT: String(port),
        SLUICE_EMBEDDED: '1',
        ...env,
      },
    );
    const dashboard = new Dashboard(`http://127.0.0.1:${port}`, token, program);
    await until('the dashboard has listed every kind', async () => {
      const answer = await fetch(`${dashboard.url}/readyz`).catch(() => undefined);
      return answer?.ok === true;
    });
    return dashboard;
  }

  /** What it printed, for the report of a failure. */
  get output(): string {
    return this.#program.output;
  }

  /** Sends a request to the HTTP API with the bearer token. */
  async api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.url}/api/c/embedded${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** The address that the launcher prints. */
  get launchAddress(): string {
    return `${this.url}/?token=${this.token}`;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#program.end(signal);
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }
}
