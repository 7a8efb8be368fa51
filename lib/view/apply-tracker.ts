import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ValueStore } from '#lib/subscribable.ts';
import { sameAsDefaulted } from '#lib/traffic/target.ts';
import { type ApplyProgress, advanceProgress, beginProgress } from '#lib/view/apply-progress.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

/** State that a write left in the cluster. */
interface Written {
  /** `spec.traffic`. */
  traffic: readonly TrafficTarget[];
  generation: number;
}

/** Callbacks for the result of a write. Each is called at most once. */
export interface ApplyListeners {
  /** The cluster has accepted the change, or already holds it. */
  onWritten: (written: Written) => void;
  /** The cluster has not accepted it. Not called when the response is lost. */
  onRefused: () => void;
  /** The watch has delivered it: the live view now shows it. */
  onBack: () => void;
}

/** A write without a response yet. */
interface Sent {
  traffic: readonly TrafficTarget[];
  /** The Service's generation when it was sent. */
  generation: number;
  startedAt: number;
  listeners: ApplyListeners;
}

/**
 * Follows the writes of one Service's traffic, and holds the progress of the last accepted one; null before. The view is never edited: a
 * write has arrived when the watch shows the generation that it produced. When its response is lost, the watch shows whether it was
 * written. Times are Unix ms.
 */
export class ApplyTracker extends ValueStore<ApplyProgress | null> {
  #head: ServiceHead;
  #sent: Sent | null = null;
  #awaited: { generation: number; onBack: () => void } | null = null;

  constructor(head: ServiceHead) {
    super(null);
    this.#head = head;
  }

  /** Records that a write is being sent. Returns the callbacks for its response. */
  send(traffic: readonly TrafficTarget[], listeners: ApplyListeners, now: number): PendingWrite {
    const sent: Sent = { traffic, generation: this.#head.generation, startedAt: now, listeners };
    this.#sent = sent;
    return {
      written: (written, at) => this.#take(sent, written, at),
      refused: () => {
        this.#sent = null;
        listeners.onRefused();
      },
    };
  }

  /**
   * Handles a newer state of the Service. `isAnswerLost`: the last write failed in a way that does not show whether it was done. Returns
   * whether this state shows that it was done; the failure is then resolved.
   */
  see(head: ServiceHead, isAnswerLost: boolean, now: number): boolean {
    this.#head = head;
    const progress = this.get();
    if (progress !== null) this.set(advanceProgress(progress, head, now));
    this.#settle();
    const sent = this.#sent;
    if (!isAnswerLost || sent === null || !holds(head, sent)) return false;
    this.#take(sent, { traffic: head.specTraffic ?? DEFAULT_TRAFFIC, generation: head.generation }, now);
    return true;
  }

  /** Forgets the progress. Callbacks that wait for the watch stay registered. */
  clear(): void {
    this.set(null);
  }

  #take({ listeners, startedAt }: Sent, written: Written, now: number): void {
    const { generation, traffic } = written;
    this.#sent = null;
    this.#awaited = { generation, onBack: listeners.onBack };
    this.set(advanceProgress(beginProgress(generation, traffic, startedAt), this.#head, now));
    listeners.onWritten(written);
    this.#settle();
  }

  #settle(): void {
    const awaited = this.#awaited;
    if (awaited === null || this.#head.generation < awaited.generation) return;
    this.#awaited = null;
    awaited.onBack();
  }
}

/** A write in flight. Call one of these for its response; neither when the response is lost. */
interface PendingWrite {
  written: (written: Written, now: number) => void;
  refused: () => void;
}

/** isApplying reports whether a write is in flight, or was accepted and the watch has not yet shown it. */
export function isApplying(isPending: boolean, progress: ApplyProgress | null, head: ServiceHead): boolean {
  return isPending || (progress !== null && head.generation < progress.generation);
}

/** holds reports whether the cluster now holds what was sent, through a write since then. */
function holds(head: ServiceHead, { traffic, generation }: Sent): boolean {
  return head.generation > generation && sameAsDefaulted(head.specTraffic ?? DEFAULT_TRAFFIC, traffic);
}
