import { findCondition } from '#lib/knative/conditions.ts';
import { KUBERNETES } from '#lib/knative/resources.ts';
import type { TrimmedRevision } from '#lib/knative/trimmed.ts';
import type { CoreEvent } from '#lib/knative/types.ts';
import type { Source } from '#lib/kubernetes/source.ts';
import { failureFromEvents } from '#lib/view/failure-from-events.ts';
import type { FailureReason } from '#lib/view/headline.ts';
import { podsOf } from '#lib/view/revision-memory.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { isOfRevision } from '#server/live/service-events.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import { isSettled, sourceId } from '#server/live/source-view.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** Selects what a failed pod left behind in its namespace. */
const FIELD_SELECTOR = 'involvedObject.kind=Pod,type=Warning';

export interface FailureRecallOptions {
  shared: SharedSources;
  trimFor: TrimFor;
  /** Receives the reason why a revision failed. */
  recall: (serviceKey: string, revisionUid: string, failure: FailureReason) => void;
}

interface PendingLookup {
  serviceKey: string;
  revision: TrimmedRevision;
}

/**
 * Looks up, once per revision, why revisions failed whose pods were gone before this server saw them: it lists a namespace's Warnings and
 * releases them again, one namespace at a time. When they may not be read, or have expired, the cause stays unknown.
 */
export class FailureRecall {
  readonly #options: FailureRecallOptions;
  /** Uids of the revisions that were looked up, by Service. */
  readonly #lookedUp = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, PendingLookup[]>();
  #close: (() => void) | undefined;

  constructor(options: FailureRecallOptions) {
    this.#options = options;
  }

  /** Takes the current state of a Service. */
  observe(serviceKey: string, objects: ServiceObjects): void {
    for (const revision of objects.revisions) {
      if (!isUnexplained(revision, objects)) continue;
      const { uid, namespace = '' } = revision.metadata;
      const lookedUp = this.#lookedUp.get(serviceKey) ?? new Set();
      if (lookedUp.has(uid)) continue;
      this.#lookedUp.set(serviceKey, lookedUp.add(uid));
      this.#waiting.set(namespace, [...(this.#waiting.get(namespace) ?? []), { serviceKey, revision }]);
    }
    this.#next();
  }

  /** Drops a deleted Service. */
  forget(serviceKey: string): void {
    this.#lookedUp.delete(serviceKey);
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

  #look(source: Source<CoreEvent>, namespace: string): void {
    if (!isSettled(source.state())) return;
    const pending = this.#waiting.get(namespace) ?? [];
    const events = [...source.store.values()];
    this.#waiting.delete(namespace);
    this.#close?.();
    for (const { serviceKey, revision } of pending) {
      // The Service was deleted while the Warnings were being read: remember nothing about it.
      if (!this.#lookedUp.get(serviceKey)?.has(revision.metadata.uid)) continue;
      const failure = failureFromEvents(events.filter((event) => isOfRevision(event, revision)));
      if (failure !== null) this.#options.recall(serviceKey, revision.metadata.uid, failure);
    }
    this.#next();
  }
}

/** Knative gave up on the revision, and no pod or memory explains why. */
function isUnexplained(revision: TrimmedRevision, { pods, memories }: ServiceObjects): boolean {
  const { name, uid } = revision.metadata;
  const ready = findCondition(revision.status?.conditions, 'Ready');
  return (
    ready?.status === 'False' &&
    ready.reason === 'ProgressDeadlineExceeded' &&
    memories.get(uid)?.failure == null &&
    podsOf(pods, name).length === 0
  );
}
