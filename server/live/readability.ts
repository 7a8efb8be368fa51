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

/** Which kinds of the summary tier can be read, by namespace: only of those does absence mean anything. */
export class Readability {
  readonly #sources = new Set<{ kind: SummaryKind; source: Source }>();
  #before = '';
  readonly #unread = new Map<string, ReadonlySet<UnreadKind>>();

  /** Takes a source in; those of one kind differ by namespace. Returns what leaves it out again. */
  add(kind: SummaryKind, source: Source): () => void {
    const read = { kind, source };
    this.#sources.add(read);
    this.#unread.clear();
    return () => {
      this.#sources.delete(read);
      this.#unread.clear();
    };
  }

  /** Reports whether what can be read is another than at the last call. */
  hasChanged(): boolean {
    const now = [...this.#sources].map(({ source }) => `${source.spec.id} ${isRead(source)}`).join();
    if (now === this.#before) return false;
    this.#before = now;
    this.#unread.clear();
    return true;
  }

  /** The kinds that cannot be read in a namespace, have not been yet, or are not asked for there. */
  unread(namespace = ''): ReadonlySet<UnreadKind> {
    let unread = this.#unread.get(namespace);
    if (unread === undefined) {
      const inIt = [...this.#sources].filter(
        ({ source }) => (source.spec.namespace ?? namespace) === namespace,
      );
      const read = new Set(inIt.filter(({ source }) => isRead(source)).map(({ kind }) => kind));
      const kinds = UNREAD_KINDS.filter((kind) => !read.has(kind));
      unread = kinds.length === 0 ? NONE : new Set(kinds);
      this.#unread.set(namespace, unread);
    }
    return unread;
  }
}

/** A watch that is down has what it had: how old that is, the screen says elsewhere. */
function isRead(source: Source): boolean {
  const { synced, phase } = source.state();
  return synced && phase !== 'forbidden' && phase !== 'missing';
}
