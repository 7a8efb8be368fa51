import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { parse } from 'yaml';

/** A request as a story describes it. */
export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Including its query. */
  path: string;
  body?: unknown;
  /** `application/json` when absent. */
  contentType?: string;
  accept?: string;
}

/** An API server's answer. */
export interface Answer {
  code: number;
  body: Record<string, unknown>;
  /** The texts of its `Warning` headers. */
  warnings: string[];
}

interface Kubeconfig {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }];
  users: [{ user: { token: string } }];
}

/** One user's client for a cluster; a refusal is returned like any other answer. */
export class Client {
  readonly #server: string;
  readonly #token: string;
  readonly #agent: Agent;

  private constructor(server: string, token: string, ca: string) {
    this.#server = server;
    this.#token = token;
    this.#agent = new Agent({ connect: { ca }, headersTimeout: 60_000, bodyTimeout: 0 });
  }

  /** Reads the only user and cluster of a kubeconfig. */
  static async of(kubeconfig: string): Promise<Client> {
    const { clusters, users } = parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig;
    const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
    return new Client(server, users[0].user.token, Buffer.from(ca, 'base64').toString());
  }

  async send({ method, path, body, contentType = 'application/json', accept }: Call): Promise<Answer> {
    const answer = await request(this.#server + path, {
      method,
      dispatcher: this.#agent,
      headers: {
        ...this.#headers(),
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...(accept === undefined ? {} : { accept }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const warning = answer.headers['warning'] ?? [];
    return {
      code: answer.statusCode,
      body: (text.startsWith('{') ? JSON.parse(text) : { message: text }) as Record<string, unknown>,
      warnings: [warning].flat().flatMap(warningTexts),
    };
  }

  /** Sends a request that has to succeed. */
  async must(call: Call): Promise<Record<string, unknown>> {
    const { code, body } = await this.send(call);
    if (code < 300) return body;
    throw new Error(`${call.method} ${call.path} was answered ${code}: ${String(body['message'])}`);
  }

  /** Yields the events of a watch until it ends or is aborted. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<{ type: string; object: unknown }> {
    const answer = await request(this.#server + path, {
      dispatcher: this.#agent,
      headers: this.#headers(),
      signal,
    });
    if (answer.statusCode !== 200) throw new Error(`GET ${path} was answered ${answer.statusCode}`);
    answer.body.setEncoding('utf8');
    let rest = '';
    for await (const chunk of answer.body) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.trim() !== '') yield JSON.parse(line) as { type: string; object: unknown };
      }
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}`, 'user-agent': 'parity' };
  }
}

/** `299 - "text"`, several of them joined by commas. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}
