import type { KubeObject } from '#lib/kubernetes/object.ts';
import { apiVersionOf, collectionPath } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import { SYSTEM } from '#server/caller.ts';
import type { KubernetesClient, ObjectList } from '#server/kubernetes/client.ts';
import { isExpired, ProtocolError } from '#server/kubernetes/errors.ts';

/** As client-go's pager (`tools/pager/pager.go` defaultPageSize): no page stalls the process for long. */
const PAGE_SIZE = 500;

/** A whole collection, trimmed, at one resourceVersion. */
export interface Listed {
  resourceVersion: string;
  objects: KubeObject[];
}

/** listAll reads a collection page by page; when the list's token expires half-way, once more from the start. */
export async function listAll(
  client: KubernetesClient,
  spec: SourceSpec,
  options: { signal: AbortSignal; onPage: () => void },
): Promise<Listed> {
  const first = await listOnce(client, spec, options);
  return (
    first ??
    (await listOnce(client, spec, { ...options, isLastTry: true })) ?? { resourceVersion: '', objects: [] }
  );
}

/** Undefined when the token expired and there is another try. */
async function listOnce(
  client: KubernetesClient,
  spec: SourceSpec,
  options: { signal: AbortSignal; onPage: () => void; isLastTry?: boolean },
): Promise<Listed | undefined> {
  const { namespace, labelSelector, fieldSelector, type } = spec;
  const selection = { namespace, labelSelector, fieldSelector, limit: PAGE_SIZE, signal: options.signal };
  const objects: KubeObject[] = [];
  // Every page of one list carries the same version; the first is safe even where a server restarts the list silently.
  let resourceVersion: string | undefined;
  let token: string | undefined;
  do {
    let page: ObjectList<KubeObject>;
    try {
      page = await client.list(SYSTEM, type, { ...selection, continue: token });
    } catch (error) {
      if (token !== undefined && isExpired(error) && options.isLastTry !== true) return undefined;
      throw error;
    }
    options.onPage();
    resourceVersion ??= page.metadata.resourceVersion;
    token = page.metadata.continue === '' ? undefined : page.metadata.continue;
    for (const item of page.items) objects.push(ingest(item, spec));
  } while (token !== undefined);
  if (resourceVersion === undefined || resourceVersion === '') {
    const path = collectionPath(type, namespace);
    throw new ProtocolError({ verb: 'list', path }, 'the list carries no resourceVersion');
  }
  return { resourceVersion, objects };
}

/** ingest trims an object and gives it its type, which items of built-in lists lack. */
export function ingest(item: KubeObject, spec: SourceSpec): KubeObject {
  const typed =
    item.kind === undefined || item.apiVersion === undefined
      ? { ...item, apiVersion: apiVersionOf(spec.type), kind: spec.type.kind }
      : item;
  return spec.trim === undefined ? typed : spec.trim(typed);
}
