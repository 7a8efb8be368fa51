import { findCondition } from '#lib/knative/conditions.ts';
import type { CoreEvent, Revision } from '#lib/knative/types.ts';
import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { Source } from '#lib/kubernetes/source.ts';
import { failureFromEvents } from '#lib/view/failure-from-events.ts';
import type { FailureReason } from '#lib/view/headline.ts';
import { podsOf } from '#lib/view/revision-memory.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { isOfRevision } from '#server/live/service-events.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import { isSettled, sourceId } from '#server/live/source-view.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** What a pod that failed left behind in its namespace. */
const FIELD_SELECTOR = 'involvedObject.kind=Pod,type=Warning';

export interface FailureRecallOptions {
  shared: SharedSources;
  trimFor: TrimFor;
  /** Told why a revision failed. */
  recall: (serviceKey: string, revisionUid: string, failure: FailureReason) => void;
}

interface Asked {
  serviceKey: string;
  revision: Revision;
}

/**
 * Looks up, once for each, why revisions failed whose pods went before this server saw them: a namespace's Warnings are listed and
 * let go of, one namespace at a time. Where they may not be read, or are too old to be kept, the cause stays unknown.
 */
export class FailureRecall {
  readonly #options: FailureRecallOptions;
  /** Uids of the revisions that were asked about, by Service. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, Asked[]>();
  #close: (() => void) | undefined;

  constructor(options: FailureRecallOptions) {
    this.#options = options;
  }

  /** Takes a state of a Service in. */
  observe(serviceKey: string, objects: ServiceObjects): void {
    for (const revision of objects.revisions) {
      if (!isUnexplained(revision, objects)) continue;
      const { uid, namespace = '' } = revision.metadata;
      const asked = this.#asked.get(serviceKey) ?? new Set();
      if (asked.has(uid)) continue;
      this.#asked.set(serviceKey, asked.add(uid));
      this.#waiting.set(namespace, [...(this.#waiting.get(namespace) ?? []), { serviceKey, revision }]);
    }
    this.#next();
  }

  /** Forgets a Service that is gone. */
  forget(serviceKey: string): void {
    this.#asked.delete(serviceKey);
  }

  stop(): void {
    this.#waiting.clear();
    this.#close?.();
  }

  #next(): void {
    const [namespace] = this.#waiting.keys();
    if (namespace === undefined || this.#close !== undefined) return;
    const { shared, trimFor } = this.#options;
    const watched = { type: KUBERNETES.event, namespace, fieldSelector: FIELD_SELECTOR };
    const trim = trimFor(watched.type, 'detail');
    const source = shared.acquire({ ...watched, id: sourceId(watched), tier: 'detail', trim });
    const unsubscribe = source.onState(() => this.#look(source, namespace));
    this.#close = () => {
      this.#close = undefined;
      unsubscribe();
      shared.release(source);
    };
    this.#look(source, namespace);
  }

  #look(source: Source, namespace: string): void {
    if (!isSettled(source.state())) return;
    const asked = this.#waiting.get(namespace) ?? [];
    const events = [...source.store.values()] as unknown as CoreEvent[];
    this.#waiting.delete(namespace);
    this.#close?.();
    for (const { serviceKey, revision } of asked) {
      // The Service was deleted while the Warnings were being read: remember nothing about it.
      if (!this.#asked.get(serviceKey)?.has(revision.metadata.uid)) continue;
      const failure = failureFromEvents(events.filter((event) => isOfRevision(event, revision)));
      if (failure !== null) this.#options.recall(serviceKey, revision.metadata.uid, failure);
    }
    this.#next();
  }
}

/** Knative gave up on it, and nothing is left or remembered that says why. */
function isUnexplained(revision: Revision, { pods, memories }: ServiceObjects): boolean {
  const { name, uid } = revision.metadata;
  const ready = findCondition(revision.status?.conditions, 'Ready');
  return (
    ready?.status === 'False' &&
    ready.reason === 'ProgressDeadlineExceeded' &&
    memories.get(uid)?.failure == null &&
    podsOf(pods, name).length === 0
  );
}
