import type { Source } from '#lib/kubernetes/source.ts';
import type { UnreadKind } from '#lib/view/service-objects.ts';
import type { SummaryKind } from '#server/live/service-index.ts';

const UNREAD_KINDS: readonly UnreadKind[] = [
  'route',
  'configuration',
  'kIngress',
  'revision',
  'podAutoscaler',
  'pod',
];
const NONE: ReadonlySet<UnreadKind> = new Set();

/** Which kinds of the summary tier can be read, by namespace: only for those does absence mean anything. */
export class Readability {
  readonly #sources = new Set<{ kind: SummaryKind; source: Source }>();
  #before = '';
  readonly #unread = new Map<string, ReadonlySet<UnreadKind>>();

  /** Adds a source; sources of one kind differ by namespace. Returns a function that removes it. */
  add(kind: SummaryKind, source: Source): () => void {
    const read = { kind, source };
    this.#sources.add(read);
    this.#unread.clear();
    return () => {
      this.#sources.delete(read);
      this.#unread.clear();
    };
  }

  /** Reports whether what can be read has changed since the last call. */
  hasChanged(): boolean {
    const now = [...this.#sources].map(({ source }) => `${source.spec.id} ${isRead(source)}`).join();
    if (now === this.#before) return false;
    this.#before = now;
    this.#unread.clear();
    return true;
  }

  /** Kinds in a namespace that cannot be read, have not been read yet, or are not requested there. */
  unread(namespace = ''): ReadonlySet<UnreadKind> {
    let unread = this.#unread.get(namespace);
    if (unread === undefined) {
      const ofNamespace = [...this.#sources].filter(
        ({ source }) => (source.spec.namespace ?? namespace) === namespace,
      );
      const read = new Set(ofNamespace.filter(({ source }) => isRead(source)).map(({ kind }) => kind));
      const kinds = UNREAD_KINDS.filter((kind) => !read.has(kind));
      unread = kinds.length === 0 ? NONE : new Set(kinds);
      this.#unread.set(namespace, unread);
    }
    return unread;
  }
}

/** A lost watch still has what it had: the screen shows elsewhere how old that is. */
function isRead(source: Source): boolean {
  const { synced, phase } = source.state();
  return synced && phase !== 'forbidden' && phase !== 'missing';
}
