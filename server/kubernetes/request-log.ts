/** One request to the API server, as metrics count it. */
export interface RequestRecord {
  /** As RBAC names it: get, list, watch, create, patch, delete. */
  verb: string;
  /** `services.serving.knative.dev`, `pods/proxy`, or the path for anything that is not a resource. Low cardinality: no object names. */
  resource: string;
  /** The HTTP status; 0 when no answer came. */
  code: number;
  /** Until the response headers, or until the failure. */
  durationMs: number;
}

/** resourceOf returns the resource that a URL path of the Kubernetes API refers to. */
export function resourceOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  let group = '';
  let rest: string[];
  if (parts[0] === 'api' && parts.length > 2) rest = parts.slice(2);
  else if (parts[0] === 'apis' && parts.length > 3) {
    group = parts[1] ?? '';
    rest = parts.slice(3);
  } else return parts.length > 2 ? `/${parts.slice(0, 1).join('/')}` : path;
  if (rest[0] === 'namespaces' && rest.length > 2) rest = rest.slice(2);
  const [resource = '', , subresource] = rest;
  const name = group === '' ? resource : `${resource}.${group}`;
  return subresource === undefined ? name : `${name}/${subresource}`;
}
