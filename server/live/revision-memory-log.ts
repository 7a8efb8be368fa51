import type { FailureReason } from '#lib/view/headline.ts';
import { rememberRevisions } from '#lib/view/revision-memory.ts';
import type { RevisionMemories, ServiceObjects } from '#lib/view/service-objects.ts';

const NONE: RevisionMemories = new Map();

/** What is remembered about revisions in trouble, by Service. There are never more memories than revisions. */
export class RevisionMemoryLog {
  readonly #byService = new Map<string, RevisionMemories>();

  /** Takes the current state of a Service, and returns what is remembered after it. */
  observe(serviceKey: string, objects: Omit<ServiceObjects, 'memories'>, now: number): RevisionMemories {
    const memories = rememberRevisions(this.#byService.get(serviceKey) ?? NONE, objects, now);
    if (memories.size === 0) this.#byService.delete(serviceKey);
    else this.#byService.set(serviceKey, memories);
    return memories;
  }

  /**
   * Adds why a revision failed, according to its Events, if its pods were gone before they were seen. It does not replace what was observed
   * directly. Returns whether it was new.
   */
  recall(serviceKey: string, revisionUid: string, failure: FailureReason): boolean {
    const memories = this.#byService.get(serviceKey) ?? NONE;
    const known = memories.get(revisionUid);
    if (known?.failure != null) return false;
    const added = { shortSince: known?.shortSince ?? null, failure };
    this.#byService.set(serviceKey, new Map([...memories, [revisionUid, added]]));
    return true;
  }

  /** Drops a deleted Service. */
  forget(serviceKey: string): void {
    this.#byService.delete(serviceKey);
  }
}
