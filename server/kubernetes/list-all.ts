import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import { SYSTEM } from '#server/caller.ts';
import type { KubernetesClient, ListOptions, ObjectList } from '#server/kubernetes/client.ts';
import { isExpired, ProtocolError, TooLargeError } from '#server/kubernetes/errors.ts';
import { ingest } from '#server/kubernetes/ingest.ts';

/** As client-go's pager (`tools/pager/pager.go` defaultPageSize): no page stalls the process for long. */
const PAGE_SIZE = 500;
/** A page beyond this is asked for again with fewer objects. */
const LARGEST_PAGE_BYTES = 16 << 20;
/** Names alone, where an object is larger than a page may be. */
const NAMES_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** A whole collection, trimmed, at one resourceVersion. */
export interface Listed {
  resourceVersion: string;
  objects: KubeObject[];
  /** Why objects are missing, by `namespace/name`. */
  unreadable: Map<string, string>;
}

/** How many objects a page of one collection may hold, kept from one list to the next. */
export class PageSize {
  limit = PAGE_SIZE;
  /** What it was before the pages since the last one that fitted were too large. */
  #before = PAGE_SIZE;

  /** Halves it after a page that was too large; false when it was one object. */
  halve(): boolean {
    if (this.limit === 1) return false;
    this.limit = Math.floor(this.limit / 2);
    return true;
  }

  /** Notes a page that fitted: after a full one far below the bound, the next may hold more. */
  fitted(objects: number, characters: number, maxBytes: number): void {
    if (objects >= this.limit && characters < maxBytes / 4) this.limit = Math.min(this.limit * 2, PAGE_SIZE);
    this.#before = this.limit;
  }

  /** After one object that is too large by itself, the others are as they were. */
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

/** listAll reads a collection page by page; when the list's token expires half-way, once more from the start. */
export async function listAll(
  client: KubernetesClient,
  spec: SourceSpec,
  options: ListAllOptions,
): Promise<Listed> {
  const first = await listOnce(client, spec, options, false);
  if (first !== undefined) return first;
  const second = await listOnce(client, spec, options, true);
  return second ?? { resourceVersion: '', objects: [], unreadable: new Map() };
}

/** Undefined when the token expired and there is another try. */
async function listOnce(
  client: KubernetesClient,
  spec: SourceSpec,
  options: ListAllOptions,
  isLastTry: boolean,
): Promise<Listed | undefined> {
  const objects: KubeObject[] = [];
  const unreadable = new Map<string, string>();
  // Every page of one list carries the same version; the first is safe even where a server restarts the list silently.
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

/** A page; its items are names only where one object is too large for a page. */
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
