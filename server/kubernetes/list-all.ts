import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import { SYSTEM } from '#server/caller.ts';
import type { KubernetesClient, ListOptions, ObjectList } from '#server/kubernetes/client.ts';
import { isExpired, ProtocolError, TooLargeError } from '#server/kubernetes/errors.ts';
import { ingest } from '#server/kubernetes/ingest.ts';

/** Same as client-go's pager (`tools/pager/pager.go` defaultPageSize): no page blocks the process for long. */
const PAGE_SIZE = 500;
/** A larger page is requested again with fewer objects. */
const LARGEST_PAGE_BYTES = 16 << 20;
/** Names only, for an object that is larger than a page may be. */
const NAMES_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** A complete collection, trimmed, at one resourceVersion. */
export interface Listed<T extends KubeObject = KubeObject> {
  resourceVersion: string;
  objects: T[];
  /** Why objects are missing, by `namespace/name`. */
  unreadable: Map<string, string>;
}

/** Maximum number of objects per page of one collection, kept from one list to the next. */
export class PageSize {
  limit = PAGE_SIZE;
  /** The limit before the pages since the last one that fit were too large. */
  #before = PAGE_SIZE;

  /** Halves the limit after a page that was too large; false when the page was a single object. */
  halve(): boolean {
    if (this.limit === 1) return false;
    this.limit = Math.floor(this.limit / 2);
    return true;
  }

  /** Records a page that fit: after a full one far below the byte limit, the next may hold more. */
  fitted(objects: number, characters: number, maxBytes: number): void {
    if (objects >= this.limit && characters < maxBytes / 4) this.limit = Math.min(this.limit * 2, PAGE_SIZE);
    this.#before = this.limit;
  }

  /** Restores the limit after one object that is too large on its own. */
  passed(): void {
    this.limit = this.#before;
  }
}

export interface ListAllOptions {
  signal: AbortSignal;
  onPage: () => void;
  pageSize: PageSize;
  /** For tests; 16 MiB when absent. */
  maxBytes?: number;
}

/** listAll reads a collection page by page. If the continue token expires midway, it starts over once. */
export async function listAll<T extends KubeObject>(
  client: KubernetesClient,
  spec: SourceSpec<T>,
  options: ListAllOptions,
): Promise<Listed<T>> {
  const first = await listOnce(client, spec, options, false);
  if (first !== undefined) return first;
  const second = await listOnce(client, spec, options, true);
  return second ?? { resourceVersion: '', objects: [], unreadable: new Map() };
}

/** Returns undefined when the token expired and another try remains. */
async function listOnce<T extends KubeObject>(
  client: KubernetesClient,
  spec: SourceSpec<T>,
  options: ListAllOptions,
  isLastTry: boolean,
): Promise<Listed<T> | undefined> {
  const objects: T[] = [];
  const unreadable = new Map<string, string>();
  // Every page of a list carries the same version. The first is safe even if a server restarts the list without notice.
  let resourceVersion: string | undefined;
  let token: string | undefined;
  do {
    let page: Page;
    try {
      page = await readPage(client, spec, options, token);
    } catch (error) {
      if (token !== undefined && isExpired(error) && !isLastTry) return undefined;
      throw error;
    }
    options.onPage();
    resourceVersion ??= page.metadata.resourceVersion;
    token = page.metadata.continue === '' ? undefined : page.metadata.continue;
    for (const item of page.items) {
      const taken = page.tooLarge === undefined ? ingest(item, spec) : tooLarge(item, page.tooLarge);
      if ('object' in taken) objects.push(taken.object);
      else unreadable.set(taken.unreadable, taken.why);
    }
  } while (token !== undefined);
  if (resourceVersion === undefined || resourceVersion === '') {
    const path = collectionPath(spec.type, spec.namespace);
    throw new ProtocolError({ verb: 'list', path }, 'the list carries no resourceVersion');
  }
  return { resourceVersion, objects, unreadable };
}

/** A page; its items are names only if a single object is too large for a page. */
type Page = ObjectList<KubeObject> & { tooLarge?: string };

async function readPage(
  client: KubernetesClient,
  { type, namespace, labelSelector, fieldSelector }: SourceSpec,
  { signal, pageSize, maxBytes = LARGEST_PAGE_BYTES }: ListAllOptions,
  token: string | undefined,
): Promise<Page> {
  const selection: ListOptions = { namespace, labelSelector, fieldSelector, continue: token, signal };
  for (;;) {
    try {
      let size = 0;
      const onSize = (characters: number): void => {
        size = characters;
      };
      const page = await client.list(SYSTEM, type, { ...selection, limit: pageSize.limit, maxBytes, onSize });
      pageSize.fitted(page.items.length, size, maxBytes);
      return page;
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      if (pageSize.halve()) continue;
      const names = await client.list(SYSTEM, type, { ...selection, limit: 1, accept: NAMES_ONLY });
      pageSize.passed();
      return { ...names, tooLarge: error.message };
    }
  }
}

function tooLarge(item: KubeObject, why: string): { unreadable: string; why: string } {
  const { namespace, name } = item.metadata;
  return { unreadable: namespace === undefined ? name : `${namespace}/${name}`, why };
}
