import type { Source } from '#lib/kubernetes/source.ts';
import type { UnreadKind } from '#lib/view/service-objects.ts';
import type { SummaryKind } from '#server/live/service-index.ts';

const NONE: ReadonlySet<UnreadKind> = new Set();

/** Which kinds of the summary tier can be read, by namespace: only of those does absence mean anything. */
export class Readability {
  readonly #sources: { kind: SummaryKind; source: Source }[] = [];
  #before = '';
  readonly #unread = new Map<string, ReadonlySet<UnreadKind>>();

  /** Takes a source in; those of one kind differ by namespace. */
  add(kind: SummaryKind, source: Source): void {
    this.#sources.push({ kind, source });
    this.#unread.clear();
  }

  /** Reports whether what can be read is another than at the last call. */
  hasChanged(): boolean {
    const now = this.#sources.map(({ source }) => (isRead(source) ? 1 : 0)).join('');
    if (now === this.#before) return false;
    this.#before = now;
    this.#unread.clear();
    return true;
  }

  /** The kinds that cannot be read in a namespace, or have not been yet. */
  unread(namespace = ''): ReadonlySet<UnreadKind> {
    let unread = this.#unread.get(namespace);
    if (unread === undefined) {
      const kinds = this.#sources.flatMap(({ kind, source }) => {
        const concerns = (source.spec.namespace ?? namespace) === namespace;
        return kind === 'service' || !concerns || isRead(source) ? [] : [kind];
      });
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
