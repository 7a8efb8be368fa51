import type { FailureReason } from '#lib/view/headline.ts';
import { rememberRevisions } from '#lib/view/revision-memory.ts';
import type { RevisionMemories, ServiceObjects } from '#lib/view/service-objects.ts';

const NONE: RevisionMemories = new Map();

/** What is remembered of revisions in trouble, by Service. There are never more memories than revisions. */
export class RevisionMemoryLog {
  readonly #byService = new Map<string, RevisionMemories>();

  /** Takes a state of a Service in, and returns what is remembered after it. */
  observe(serviceKey: string, objects: Omit<ServiceObjects, 'memories'>, now: number): RevisionMemories {
    const memories = rememberRevisions(this.#byService.get(serviceKey) ?? NONE, objects, now);
    if (memories.size === 0) this.#byService.delete(serviceKey);
    else this.#byService.set(serviceKey, memories);
    return memories;
  }

  /**
   * Adds why a revision failed, as its Events tell it, where its pods went before they were seen. What was seen itself is not
   * replaced. Returns whether it was news.
   */
  recall(serviceKey: string, revisionUid: string, failure: FailureReason): boolean {
    const memories = this.#byService.get(serviceKey) ?? NONE;
    const known = memories.get(revisionUid);
    if (known?.failure != null) return false;
    const added = { shortSince: known?.shortSince ?? null, failure };
    this.#byService.set(serviceKey, new Map([...memories, [revisionUid, added]]));
    return true;
  }

  /** Forgets a Service that is gone. */
  forget(serviceKey: string): void {
    this.#byService.delete(serviceKey);
  }
}
