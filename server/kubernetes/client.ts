import type { Dispatcher } from 'undici';
import { assertNever } from '#lib/assert-never.ts';
import { foreignText } from '#lib/format/mask-secrets.ts';
import type { JsonPatchOperation } from '#lib/kubernetes/json-patch.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { apiVersionOf, collectionPath, objectPath, type ResourceType } from '#lib/kubernetes/resource.ts';
import { foreignAnswer, httpAnswer } from '#lib/kubernetes/who-answers.ts';
import type { Caller } from '#server/caller.ts';
import { ProtocolError } from '#server/kubernetes/errors.ts';
import { Gate } from '#server/kubernetes/gate.ts';
import { LineSplitter } from '#server/kubernetes/line-splitter.ts';
import { type Call, type Query, Transport, type TransportOptions } from '#server/kubernetes/transport.ts';
import { toRequestError } from '#server/kubernetes/transport-failure.ts';

/** A list as the API server sends it. Items of built-in kinds come without apiVersion and kind. */
export interface ObjectList<T> {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

export interface ReadOptions {
  signal?: AbortSignal;
  /** `application/json` when absent. */
  accept?: string;
  maxBytes?: number;
}

export interface ListOptions extends ReadOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  /** Receives the page's length in characters. */
  onSize?: (characters: number) => void;
}

export interface PatchOptions {
  /** Runs everything except the write itself (`dryRun=All`). */
  dryRun?: boolean;
  fieldManager?: string;
}

/** Result of a write, with the API server's warnings. */
export interface Written<T> {
  object: T;
  warnings: string[];
}

/** A read whose response is not JSON, or is wanted whatever its status. */
export interface RawRequest extends ReadOptions {
  path: string;
  /** For tests; one minute when absent. */
  headersTimeoutMs?: number;
}

/** A response of any status. Header names are in lower case. */
export interface RawResponse {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const MAX_BODY_BYTES = 64 << 20;
/** Number of list pages read at a time. With the page size, it bounds the memory that all lists use together. */
const PAGES_AT_ONCE = 4;
const MAX_LINE_CHARACTERS = 16 << 20;

/** The only way to the API server. Every call names its caller; failures are the classes in errors.ts. */
export class KubernetesClient {
  readonly #transport: Transport;
  readonly #pages = new Gate(PAGES_AT_ONCE);

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
  }

  /** Reads one object or any other JSON resource. */
  async getJson<T>(caller: Caller, path: string, query: Query = {}, options: ReadOptions = {}): Promise<T> {
    return this.#json<T>({ verb: 'get', method: 'GET', path, query, ...read(caller, options) }, options);
  }

  /** Reads one page of a collection. */
  async list<T extends KubeObject>(
    caller: Caller,
    type: ResourceType<T>,
    options: ListOptions = {},
  ): Promise<ObjectList<T>> {
    const { namespace, labelSelector, fieldSelector, limit, continue: token } = options;
    const query = { labelSelector, fieldSelector, limit, continue: token };
    const path = collectionPath(type, namespace);
    const call: Call = { verb: 'list', method: 'GET', path, query, ...read(caller, options) };
    const response = await this.#transport.sendChecked(call);
    // While it waits for its turn, a response stays in the connection, not in memory.
    return await this.#pages.run(async () => {
      const text = await this.#transport.text(call, response, options.maxBytes ?? MAX_BODY_BYTES);
      options.onSize?.(text.length);
      const page = parse(call, response, text) as Partial<ObjectList<T>>;
      // Go encodes an empty list as null.
      return { metadata: page.metadata ?? {}, items: page.items ?? [] };
    }, options);
  }

  /** Reads one object of a type. Throws ProtocolError when the response is not the object asked for. */
  async get<T extends KubeObject>(
    caller: Caller,
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
    options: ReadOptions = {},
  ): Promise<T> {
    const path = objectPath(type, namespace, name);
    const object = await this.getJson<T>(caller, path, {}, options);
    if (!isObject(object, type, namespace, name))
      throw new ProtocolError(
        { verb: 'get', path },
        'the API server returned a different object than the one requested',
      );
    return object;
  }

  /**
   * Opens a watch; the promise resolves when the server has accepted it. Yields the complete lines of each chunk (none, if the chunk ends
   * in the middle of one), until the server ends the watch or the signal aborts.
   */
  async watchLines(
    caller: Caller,
    path: string,
    query: Query,
    options: { signal: AbortSignal },
  ): Promise<AsyncIterable<string[]>> {
    const call: Call = {
      verb: 'watch',
      method: 'GET',
      path,
      query: { ...query, watch: true },
      bodyTimeoutMs: 0,
      ...read(caller, options),
    };
    const response = await this.#transport.sendChecked(call);
    return this.#lines(call, response.body as AsyncIterable<Buffer>);
  }

  /** Creates an object of a type. Sluice creates only reviews, for the answer in the response. */
  async create<T extends KubeObject>(
    caller: Caller,
    type: ResourceType<T>,
    body: unknown,
    options: { signal?: AbortSignal } = {},
  ): Promise<T> {
    return this.#json<T>({
      verb: 'create',
      method: 'POST',
      path: collectionPath(type),
      ...write(caller, 'application/json'),
      ...options,
      body: JSON.stringify(body),
    });
  }

  /** Changes one object with a JSON Patch. Throws ProtocolError when the response is not the object that was patched. */
  async patch<T extends KubeObject>(
    caller: Caller,
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
    operations: readonly JsonPatchOperation[],
    { dryRun = false, fieldManager }: PatchOptions = {},
  ): Promise<Written<T>> {
    const path = objectPath(type, namespace, name);
    const call: Call = {
      verb: 'patch',
      method: 'PATCH',
      path,
      query: { dryRun: dryRun ? 'All' : undefined, fieldManager },
      ...write(caller, 'application/json-patch+json'),
      body: JSON.stringify(operations),
    };
    const response = await this.#transport.sendChecked(call);
    const object = parse(call, response, await this.#transport.text(call, response, MAX_BODY_BYTES)) as T;
    if (!isObject(object, type, namespace, name))
      throw new ProtocolError(call, 'the API server returned a different object than the one written');
    return { object, warnings: readWarnings(response.headers.warning) };
  }

  /** Sends a read and returns the response, whatever its status; throws only when there is none. */
  async raw(caller: Caller, { path, headersTimeoutMs, ...options }: RawRequest): Promise<RawResponse> {
    const call: Call = { verb: 'get', method: 'GET', path, headersTimeoutMs, ...read(caller, options) };
    const response = await this.#transport.send(call);
    const text = await this.#transport.text(call, response, options.maxBytes ?? MAX_BODY_BYTES);
    return { code: response.statusCode, headers: response.headers, text };
  }

  async #json<T>(call: Call, options: { maxBytes?: number } = {}): Promise<T> {
    const response = await this.#transport.sendChecked(call);
    const text = await this.#transport.text(call, response, options.maxBytes ?? MAX_BODY_BYTES);
    return parse(call, response, text) as T;
  }

  async *#lines(call: Call, body: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of body) {
        this.#transport.received();
        yield splitter.push(chunk);
        if (splitter.rest.length > MAX_LINE_CHARACTERS) {
          throw new ProtocolError(call, `a watch event is longer than ${MAX_LINE_CHARACTERS} characters`);
        }
      }
    } catch (error) {
      throw toRequestError(call, error);
    }
    if (splitter.rest.trim() !== '') {
      throw toRequestError(call, new Error('the watch ended in the middle of an event'));
    }
  }
}

function parse(call: Call, { statusCode, headers }: Dispatcher.ResponseData, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const foreign = foreignAnswer(httpAnswer(statusCode, headers, text));
    const words = foreign === null ? 'answered something that is not JSON' : foreign.words;
    throw new ProtocolError(call, `the API server ${words}`, cause);
  }
}

/** isObject reports whether a response is the object of that type and name. */
function isObject(answer: unknown, type: ResourceType, namespace: string | undefined, name: string): boolean {
  const { apiVersion, kind, metadata } = (answer ?? {}) as Partial<KubeObject>;
  return (
    apiVersion === apiVersionOf(type) &&
    kind === type.kind &&
    metadata?.name === name &&
    (!type.namespaced || metadata.namespace === namespace)
  );
}

function read(caller: Caller, options: ReadOptions): Pick<Call, 'headers' | 'signal'> {
  return {
    headers: { ...identity(caller), accept: options.accept ?? 'application/json' },
    signal: options.signal,
  };
}

function write(caller: Caller, contentType: string): Pick<Call, 'headers'> {
  return { headers: { ...identity(caller), accept: 'application/json', 'content-type': contentType } };
}

/** Warning headers of the API server: `299 - "text"` (RFC 9111 §5.5), secrets masked. */
function readWarnings(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) =>
      [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
        foreignText((match[1] ?? '').replaceAll('\\"', '"')),
      ),
    );
}

/** Headers that make the API server treat a request as the caller's: none, as long as Sluice uses the caller's own credentials. */
function identity(caller: Caller): Record<string, string | string[]> {
  switch (caller.kind) {
    case 'local':
    case 'system':
      return {};
    default:
      return assertNever(caller);
  }
}
