import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';

interface StatusBody {
  message?: string;
  reason?: string;
  details?: unknown;
}

/** ApiError is the API server's answer when the request did not succeed. */
export class ApiError extends Error {
  override name = 'ApiError' as const;
  readonly code: number;
  /** The Status body, or `{ message }` if the answer is not JSON. */
  readonly status: StatusBody;

  constructor(what: string, code: number, status: StatusBody) {
    super(`${what} answered ${code}: ${status.message ?? JSON.stringify(status)}`);
    this.code = code;
    this.status = status;
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

/** A user's HTTPS client for an API server: whole answers only, no cache, no retry. */
export class Api {
  readonly url: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, token: string, caPem: string) {
    this.url = url;
    this.#token = token;
    this.#agent = new Agent({ connect: { ca: caPem }, headersTimeout: 60_000, bodyTimeout: 0 });
  }

  /** Sends a request; rejects with ApiError when it does not succeed. */
  async call<T>({ method = 'GET', path, body, contentType = 'application/json', signal }: Call): Promise<T> {
    const answer = await request(this.url + path, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': contentType },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return parse(text) as T;
    throw new ApiError(`${method} ${path}`, answer.statusCode, parse(text) as StatusBody);
  }

  /** Opens a stream and yields its JSON lines, until it ends or is aborted. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<Record<string, unknown>> {
    const answer = await request(this.url + path, {
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#token}` },
      signal,
    });
    if (answer.statusCode !== 200) {
      throw new ApiError(`GET ${path}`, answer.statusCode, parse(await answer.body.text()) as StatusBody);
    }
    let rest = '';
    answer.body.setEncoding('utf8');
    for await (const chunk of answer.body) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Record<string, unknown>;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Text that is not JSON becomes the message of an object. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

/**
 * eventually retries every 100 ms until `attempt` does not throw. Rejects with the last error on timeout, and immediately with the
 * message that `hopeless` returns, if any.
 */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T>,
  withinMs: number,
  hopeless: () => string | undefined = () => undefined,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const why = hopeless();
      if (why !== undefined) throw new Error(why, { cause: error });
      if (Date.now() > deadline) {
        const words = error instanceof Error ? error.message : String(error);
        throw new Error(`Not within ${withinMs / 1000} s: ${what}: ${words}`, { cause: error });
      }
    }
    await pause(100);
  }
}
