import { isJsonObject } from '#simulator/apimachinery/json.ts';
import type { Attributes } from '#simulator/rbac/rules.ts';

/** A resource request, parsed from its method and path (apiserver `pkg/endpoints/request/requestinfo.go`). */
export interface ResourceRequest extends Attributes {
  version: string;
  query: URLSearchParams;
}

const VERBS: Readonly<Record<string, readonly [collection: string, object: string]>> = {
  GET: ['list', 'get'],
  HEAD: ['list', 'get'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['deletecollection', 'delete'],
};

/** parseResourceRequest returns undefined for a path outside `/api/<version>/…` and `/apis/<group>/<version>/…`. */
export function parseResourceRequest(method: string, url: URL): ResourceRequest | undefined {
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const root = parts.shift();
  const group = root === 'api' ? '' : parts.shift();
  const version = parts.shift();
  if (
    (root !== 'api' && root !== 'apis') ||
    group === undefined ||
    version === undefined ||
    parts.length === 0
  ) {
    return undefined;
  }
  let namespace = '';
  if (parts[0] === 'namespaces' && parts[1] !== undefined) {
    namespace = parts[1];
    // `/namespaces/x` and `/namespaces/x/status` refer to the namespace itself.
    if (parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize') parts.splice(0, 2);
  }
  const [resource = '', named = '', ...rest] = parts;
  const [ofCollection, ofObject] = VERBS[method] ?? [method.toLowerCase(), method.toLowerCase()];
  const query = url.searchParams;
  const watches = (method === 'GET' || method === 'HEAD') && isTrue(query.get('watch')) && rest.length === 0;
  const verb = watches ? 'watch' : named === '' ? ofCollection : ofObject;
  const name = named === '' && (verb === 'list' || verb === 'watch') ? selectedName(query) : named;
  return { verb, group, version, resource, subresource: rest.join('/'), namespace, name, query };
}

/**
 * selectedName returns the one object that a list or watch selects by name, so that a rule with resourceNames can allow it; otherwise
 * empty.
 */
function selectedName(query: URLSearchParams): string {
  const selector = query.get('fieldSelector') ?? '';
  const name = /(?:^|,)\s*metadata\.name\s*==?\s*([^,=\\]+?)\s*(?:,|$)/.exec(selector)?.[1] ?? '';
  return name === '.' || name === '..' || /[/%]/.test(name) ? '' : name;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** isTrue parses a boolean query parameter as Kubernetes does: present without a value is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0';
}

/** nameInBody returns the object name in a body, or the empty string. */
export function nameInBody(body: unknown): string {
  const metadata = isJsonObject(body) ? body['metadata'] : undefined;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' ? name : '';
}
