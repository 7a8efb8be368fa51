import { type Dispatcher, request as undiciRequest } from 'undici';
import { foreignText } from '#lib/format/mask-secrets.ts';
import { foreignAnswer, httpAnswer } from '#lib/kubernetes/who-answers.ts';
import { type Clock, elapsedMs } from '#server/clock.ts';
import type { Access } from '#server/kubernetes/credentials/access.ts';
import type { Credentials } from '#server/kubernetes/credentials/credentials.ts';
import {
  ApiStatusError,
  CredentialsError,
  ReadOnlyError,
  type RequestName,
  type StatusBody,
  TooLargeError,
} from '#server/kubernetes/errors.ts';
import { type RequestRecord, resourceOf } from '#server/kubernetes/request-log.ts';
import { isBroken, isUntrusted, toRequestError } from '#server/kubernetes/transport-failure.ts';

export type Query = Record<string, string | number | boolean | undefined>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request to the API server. */
export interface Call extends RequestName {
  method: Method;
  query?: Query;
  /** Several values are sent as several header lines, as Impersonate-Group needs. */
  headers: Record<string, string | string[]>;
  body?: string;
  signal?: AbortSignal;
  /** Until the response headers, in ms; 30 s when absent. */
  headersTimeoutMs?: number;
  /** Between two chunks of the body, in ms; 0 for no limit; 30 s when absent. */
  bodyTimeoutMs?: number;
}

export interface TransportOptions {
  credentials: Credentials;
  clock: Clock;
  /** Whether to refuse anything that could change the cluster before it is sent, dry runs included. False when absent. */
  readOnly?: boolean;
  /** Called whenever the API server sends anything: headers, or bytes of a watch. */
  onReceived?: () => void;
  /** Called with the Date header of each response that the API server itself sent. */
  onDate?: (date: string | undefined) => void;
  onRequest?: (record: RequestRecord) => void;
}

/** A response, and the credentials that the request was sent with. */
interface Sent {
  response: Dispatcher.ResponseData;
  access: Access;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** More than one, since several connections in the pool may have been closed together. */
const SENDS_AGAIN = 3;
const MAX_ERROR_BODY_BYTES = 1 << 20;

/** Sends requests with the cluster's credentials. Every failure becomes one of the errors in errors.ts, or the caller's abort. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #origin: string;
  readonly #basePath: string;

  constructor(options: TransportOptions) {
    this.#options = options;
    const url = new URL(options.credentials.server);
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/+$/, '');
  }

  received(): void {
    this.#options.onReceived?.();
  }

  /**
   * Returns the response, whatever its status. On a first 401, or an untrusted certificate (the cluster was recreated at its old address),
   * it refreshes the credentials and retries: the server has done nothing yet. A request sent with credentials that have been replaced
   * since then is retried with the new ones.
   */
  async send(call: Call): Promise<Dispatcher.ResponseData> {
    const { credentials } = this.#options;
    try {
      const { response, access } = await this.#sendOrAgain(call);
      if (response.statusCode !== 401) return response;
      const isAnother = (await this.#isReplaced(access, call)) || credentials.refresh();
      if (!isAnother && !(await this.#isReplaced(access, call))) return response;
      await response.body.dump();
    } catch (error) {
      if (!isUntrusted(error) || !credentials.refresh()) throw error;
    }
    return (await this.#sendOrAgain(call)).response;
  }

  /** Whether a request sent now would use other credentials. */
  async #isReplaced({ headers, dispatcher }: Access, call: Call): Promise<boolean> {
    try {
      const now = await orAbort(this.#options.credentials.access(), call.signal);
      return now.headers.Authorization !== headers.Authorization || now.dispatcher !== dispatcher;
    } catch (error) {
      // There is nothing to send, so the refusal stands.
      if (error instanceof CredentialsError) return false;
      throw error;
    }
  }

  /**
   * Retries a read whose connection broke before any response: an intermediary had just closed the keep-alive connection that it was sent
   * on (RFC 9110, 9.2.2). Each broken connection leaves the pool, so a few retries reach a new one.
   */
  async #sendOrAgain(call: Call): Promise<Sent> {
    for (let left = call.method === 'GET' ? SENDS_AGAIN : 0; ; left--) {
      try {
        return await this.#sendOnce(call);
      } catch (error) {
        if (left === 0 || !isBroken(error)) throw error;
        // The pool notices that a connection has ended only after what was sent on it has failed.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** The response if it is a success; ApiStatusError otherwise. */
  async sendChecked(call: Call): Promise<Dispatcher.ResponseData> {
    const response = await this.send(call);
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    const text = await this.text(call, response, MAX_ERROR_BODY_BYTES);
    const retryAfter = Number(response.headers['retry-after']);
    throw new ApiStatusError(
      call,
      statusOf(response, text),
      Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
    );
  }

  /** The whole body; TooLargeError when it is larger than `maxBytes`. */
  async text(call: Call, response: Dispatcher.ResponseData, maxBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes) throw new TooLargeError(call, maxBytes);
        chunks.push(chunk);
      }
    } catch (error) {
      throw toRequestError(call, error);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  /**
   * The URL of a call. Parsing a URL resolves dots, converts backslashes and cuts at `?` and `#`; a URL that does not come out as intended
   * is never requested. That would be a bug in Sluice, since every path is built by `apiPath`.
   */
  #address({ path, query }: Call): URL {
    const url = new URL(`${this.#origin}${this.#basePath}${path}`);
    const isAsMeant = url.origin === this.#origin && url.pathname === this.#basePath + path;
    if (!isAsMeant || url.search !== '' || url.hash !== '')
      throw new Error(`${JSON.stringify(path)} is not a path of the Kubernetes API; it was not requested`);
    url.search = search(query);
    return url;
  }

  async #sendOnce(call: Call): Promise<Sent> {
    const { clock, credentials, onRequest, readOnly = false } = this.#options;
    if (readOnly && !isRead(call)) throw new ReadOnlyError(call);
    const address = this.#address(call);
    const startedAt = clock.moment();
    const record = (code: number): void =>
      onRequest?.({
        verb: call.verb,
        resource: resourceOf(call.path),
        code,
        durationMs: elapsedMs(clock, startedAt),
      });
    try {
      const access = await orAbort(credentials.access(), call.signal);
      const answer = undiciRequest(address, {
        dispatcher: access.dispatcher,
        method: call.method,
        headers: { 'user-agent': 'sluice', ...access.headers, ...call.headers },
        body: call.body ?? null,
        signal: call.signal ?? null,
        headersTimeout: call.headersTimeoutMs ?? DEFAULT_TIMEOUT_MS,
        bodyTimeout: call.bodyTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
      const response = await orAbort(answer, call.signal);
      this.received();
      // An error response may come from a proxy, and so may its date.
      if (response.statusCode < 400) this.#options.onDate?.(headerOf(response, 'date'));
      record(response.statusCode);
      return { response, access };
    } catch (error) {
      if (!call.signal?.aborted) record(0);
      throw toRequestError(call, error);
    }
  }
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reviews are created only for their answer, and change nothing: who am I, may I. */
function isRead({ method, path }: Call): boolean {
  return (
    method === 'GET' ||
    (method === 'POST' && /^\/apis\/auth(?:entication|orization)\.k8s\.io\/v1\/self[a-z]+reviews$/.test(path))
  );
}

/** undici notices an abort only once it has a connection; a caller that waits for a frozen server cannot wait for that. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function search(query: Query | undefined): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  return parameters.toString();
}

/** A proxy in between responds with HTML or plain text: keep its name and its words, and use its status. */
function statusOf({ statusCode: code, headers }: Dispatcher.ResponseData, text: string): StatusBody {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status') {
      return { ...(body as StatusBody), code };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const foreign = foreignAnswer(httpAnswer(code, headers, text));
  if (foreign !== null) return { code, message: `the API server ${foreign.words}`, foreign: true };
  const words = foreignText(text.trim(), 300);
  return { code, message: words === '' ? `the API server answered ${code}` : words };
}
