import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest, expired } from '#simulator/apimachinery/status-errors.ts';
import type { Shape } from '#simulator/http/negotiate.ts';
import type { ResourceRequest } from '#simulator/http/request-info.ts';
import { columnsOf } from '#simulator/print/columns.ts';
import { type IncludeObject, partialMetadata, tableOf } from '#simulator/print/table.ts';
import { hasSelector, isSelected, selectionOf } from '#simulator/selectors/selection.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** Where the next page starts, and the resourceVersion of the whole list. */
interface Continue {
  version: number;
  after: string;
}

/** The error for a continue token from before the compaction (apiserver `pkg/registry/generic` and the etcd3 store). */
const TOKEN_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * listObjects responds to a list. Later pages show the current state but carry the resourceVersion of the first page, so that a watch from
 * there replays whatever changed in between.
 */
export function listObjects(
  store: ClusterStore,
  definition: ResourceDefinition,
  request: ResourceRequest,
  shape: Shape,
): unknown {
  const { query } = request;
  const selection = selectionOf(definition, request);
  const from = readContinue(store, query.get('continue'));
  if (from === undefined) checkVersion(store, query);
  const version = from?.version ?? Number(store.resourceVersion);
  const selected = store
    .list(definition, selection.namespace)
    .filter((object) => isSelected(selection, object) && (from === undefined || keyOf(object) > from.after));
  const limit = readLimit(query.get('limit'));
  const page = limit === 0 ? selected : selected.slice(0, limit);
  const metadata: JsonObject = { resourceVersion: String(version) };
  const last = page.at(-1);
  if (last !== undefined && page.length < selected.length) {
    metadata['continue'] = writeContinue({ version, after: keyOf(last) });
    if (!hasSelector(selection)) metadata['remainingItemCount'] = selected.length - page.length;
  }
  return encodeList(definition, page, metadata, shape, includeObject(query), store.clock.now());
}

/** encodeList wraps objects in a list, a table or a list of metadata. As in a real server, items of built-in lists have no kind. */
export function encodeList(
  definition: ResourceDefinition,
  objects: readonly StoredObject[],
  metadata: JsonObject,
  shape: Shape,
  include: IncludeObject,
  now: number,
): unknown {
  switch (shape) {
    case 'table':
      return tableOf(columnsOf(definition), objects, metadata, include, now);
    case 'metadata':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: objects.map(partialMetadata),
      };
    case 'object':
    default:
      return {
        kind: `${definition.kind}List`,
        apiVersion: apiVersionOf(definition),
        metadata,
        items: definition.custom
          ? objects
          : objects.map(({ apiVersion: _apiVersion, kind: _kind, ...object }) => object),
      };
  }
}

/** includeObject reads the query parameter of that name; defaults to `Metadata`. */
export function includeObject(query: URLSearchParams): IncludeObject {
  const include = query.get('includeObject') ?? '';
  switch (include) {
    case 'None':
    case 'Object':
      return include;
    case '':
    case 'Metadata':
      return 'Metadata';
    default:
      throw badRequest(`unrecognized includeObject value: "${include}"`);
  }
}

const keyOf = (object: StoredObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

function readLimit(value: string | null): number {
  if (value === null || value === '') return 0;
  if (!/^\d+$/.test(value)) throw badRequest(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  return Number(value);
}

/**
 * checkVersion serves a list at `0` or "not older than" from the current state; it rejects an exact old version as expired, and a future
 * one.
 */
function checkVersion(store: ClusterStore, query: URLSearchParams): void {
  const version = readVersion(query.get('resourceVersion'));
  if (version === undefined || version === 0) return;
  const current = Number(store.resourceVersion);
  store.log.check(Math.max(version, store.log.compactedVersion), current);
  if (query.get('resourceVersionMatch') === 'Exact' && version !== current) {
    throw expired(`The resourceVersion for the provided list is too old.`);
  }
}

/** readVersion parses a query's resourceVersion; undefined when absent. Throws BadRequest. */
export function readVersion(value: string | null): number | undefined {
  if (value === null || value === '') return undefined;
  if (!/^\d+$/.test(value)) {
    throw badRequest(`Invalid value: "${value}": strconv.ParseUint: parsing "${value}": invalid syntax`);
  }
  return Number(value);
}

function writeContinue(token: Continue): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: token.version, start: token.after })).toString(
    'base64url',
  );
}

function readContinue(store: ClusterStore, value: string | null): Continue | undefined {
  if (value === null || value === '') return undefined;
  let token: unknown;
  try {
    token = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!isJsonObject(token) || typeof token['rv'] !== 'number' || typeof token['start'] !== 'string') {
    throw badRequest('continue key is not valid: illegal base64 data or not a token of this server');
  }
  if (token['rv'] < store.log.compactedVersion) throw expired(TOKEN_EXPIRED);
  return { version: token['rv'], after: token['start'] };
}
