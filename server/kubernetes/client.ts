import type { Dispatcher } from 'undici';
import { assertNever } from '#lib/assert-never.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { apiVersionOf, collectionPath, objectPath, type ResourceType } from '#lib/kubernetes/resource.ts';
import { foreignAnswer } from '#lib/kubernetes/who-answers.ts';
import type { Caller } from '#server/caller.ts';
import { ProtocolError } from '#server/kubernetes/errors.ts';
import { Gate } from '#server/kubernetes/gate.ts';
import { LineSplitter } from '#server/kubernetes/line-splitter.ts';
import {
  type Call,
  httpAnswer,
  type Method,
  type Query,
  Transport,
  type TransportOptions,
} from '#server/kubernetes/transport.ts';

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
  /** Told the page's length in characters. */
  onSize?: (characters: number) => void;
}

export interface WriteOptions {
  signal?: AbortSignal;
  /** Everything happens but the storing (`dryRun=All`). */
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

/** metav1.DeleteOptions, the fields Sluice sends. */
export interface DeleteOptions extends WriteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** Any request, for what the other methods do not cover. */
export interface RawRequest extends ReadOptions {
  method?: Method;
  path: string;
  query?: Query;
  body?: string;
  contentType?: string;
  headersTimeoutMs?: number;
}

/** An answer of any status. Header names are in lower case. */
export interface RawResponse {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const MAX_BODY_BYTES = 64 << 20;
/** How many pages of lists are read at a time: with the size of a page, it bounds the memory that all lists together take. */
const PAGES_AT_ONCE = 4;
const MAX_LINE_CHARACTERS = 16 << 20;

/** The one way to the API server. Every call says who asks; failures are the classes of errors.ts. */
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
    type: ResourceType,
    options: ListOptions = {},
  ): Promise<ObjectList<T>> {
    const { namespace, labelSelector, fieldSelector, limit, continue: token } = options;
    const query = { labelSelector, fieldSelector, limit, continue: token };
    const path = collectionPath(type, namespace);
    const call: Call = { verb: 'list', method: 'GET', path, query, ...read(caller, options) };
    const response = await this.#transport.sendChecked(call);
    // While it waits for its turn, an answer waits in the connection, not in memory.
    return await this.#pages.run(async () => {
      const text = await this.#transport.text(call, response, options.maxBytes ?? MAX_BODY_BYTES);
      options.onSize?.(text.length);
      const page = parse(call, response, text) as Partial<ObjectList<T>>;
      // Go encodes an empty list as null.
      return { metadata: page.metadata ?? {}, items: page.items ?? [] };
    }, options);
  }

  /** Reads one object of a type. ProtocolError when the answer is another object than the one asked for. */
  async get<T extends KubeObject>(
    caller: Caller,
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: ReadOptions = {},
  ): Promise<T> {
    const path = objectPath(type, namespace, name);
    const object = await this.getJson<T>(caller, path, {}, options);
    if (!isObject(object, type, namespace, name))
      throw new ProtocolError(
        { verb: 'get', path },
        'the API server answered another object than was asked for',
      );
    return object;
  }

  /**
   * Opens a watch; the promise resolves when the server has accepted it. Yields the lines of each piece that arrives
   * (none, when it ends in the middle of one), until the server ends the watch or the signal aborts.
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

  async create<T extends KubeObject>(
    caller: Caller,
    path: string,
    body: unknown,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#json<T>({
      verb: 'create',
      method: 'POST',
      path,
      ...write(caller, options, 'application/json'),
      body: JSON.stringify(body),
    });
  }

  async patch<T extends KubeObject>(
    caller: Caller,
    path: string,
    contentType: PatchType,
    body: unknown,
    options: WriteOptions & { force?: boolean } = {},
  ): Promise<T> {
    const call: Call = { verb: 'patch', method: 'PATCH', path, ...write(caller, options, contentType) };
    return this.#json<T>({
      ...call,
      query: { ...call.query, force: options.force },
      body: JSON.stringify(body),
    });
  }

  /** Deletes one object. Returns the object while finalizers hold it, else a metav1.Status. */
  async delete(caller: Caller, path: string, options: DeleteOptions = {}): Promise<unknown> {
    const { propagationPolicy, preconditions } = options;
    return this.#json<unknown>({
      verb: 'delete',
      method: 'DELETE',
      path,
      ...write(
        caller,
        { ...options, fieldManager: undefined, fieldValidation: undefined },
        'application/json',
      ),
      body: JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, preconditions }),
    });
  }

  /** Sends any request and returns an answer of any status; throws only when there is none. */
  async raw(caller: Caller, request: RawRequest): Promise<RawResponse> {
    const { method = 'GET', path, query, body, contentType, headersTimeoutMs } = request;
    const common = read(caller, request);
    const headers =
      contentType === undefined ? common.headers : { ...common.headers, 'content-type': contentType };
    const call: Call = { verb: VERBS[method], method, path, ...common, headers };
    const response = await this.#transport.send({ ...call, query, body, headersTimeoutMs });
    const text = await this.#transport.text(call, response, request.maxBytes ?? MAX_BODY_BYTES);
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
        this.#transport.heard();
        yield splitter.push(chunk);
        if (splitter.rest.length > MAX_LINE_CHARACTERS) {
          throw new ProtocolError(call, `a watch event is longer than ${MAX_LINE_CHARACTERS} characters`);
        }
      }
    } catch (error) {
      throw this.#transport.failure(call, error);
    }
    if (splitter.rest.trim() !== '') {
      throw this.#transport.failure(call, new Error('the watch ended in the middle of an event'));
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

const VERBS: Record<Method, string> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** isObject tells whether an answer is the object of that type and name. */
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

function write(
  caller: Caller,
  options: WriteOptions,
  contentType: string,
): Pick<Call, 'headers' | 'signal' | 'query'> {
  const { dryRun, fieldManager, fieldValidation, signal } = options;
  return {
    headers: { ...identity(caller), accept: 'application/json', 'content-type': contentType },
    query: { dryRun: dryRun ? 'All' : undefined, fieldManager, fieldValidation },
    signal,
  };
}

/** The headers that make a request the caller's own: none, as long as Sluice's credentials are the caller's. */
function identity(caller: Caller): Record<string, string | string[]> {
  switch (caller.kind) {
    case 'local':
    case 'system':
      return {};
    default:
      return assertNever(caller);
  }
}
