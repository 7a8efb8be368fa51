import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ValueStore } from '#lib/subscribable.ts';
import { sameAsDefaulted } from '#lib/traffic/target.ts';
import { type ApplyProgress, advanceProgress, beginProgress } from '#lib/view/apply-progress.ts';
import type { ServiceHead } from '#lib/view/types.ts';

/** What a write left in the cluster. */
interface Written {
  /** `spec.traffic`. */
  traffic: readonly TrafficTarget[];
  generation: number;
}

/** Who wants to know what becomes of a write. Each is called at most once. */
export interface ApplyListeners {
  /** The cluster has taken the change, or holds it already. */
  onWritten: (written: Written) => void;
  /** The cluster has not taken it. Not called where the answer is lost. */
  onRefused: () => void;
  /** The watch has brought it back: what is live shows it now. */
  onBack: () => void;
}

/** A write without an answer. */
interface Sent {
  traffic: readonly TrafficTarget[];
  /** The Service's generation when it was sent. */
  generation: number;
  startedAt: number;
  listeners: ApplyListeners;
}

/**
 * Follows what becomes of the writes of one Service's traffic, and holds the progress of the last one that was taken; null before.
 * The view is never edited: a write is back when the watch shows the generation that it made. Where its answer is lost, the watch
 * tells whether it was written. Times are Unix ms.
 */
export class ApplyTracker extends ValueStore<ApplyProgress | null> {
  #head: ServiceHead;
  #sent: Sent | null = null;
  #awaited: { generation: number; onBack: () => void } | null = null;

  constructor(head: ServiceHead) {
    super(null);
    this.#head = head;
  }

  /** Notes that a write is sent now. Returns who has to be told of its answer. */
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
   * Takes in a newer state of the Service. `isAnswerLost`: the last write failed in a way that does not tell whether it was done.
   * Returns whether this state shows that it was: the failure is over then.
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

  /** Forgets the progress; who waits for the watch goes on waiting. */
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

/** A write that is on its way. Call one of these for its answer; neither where the answer is lost. */
interface PendingWrite {
  written: (written: Written, now: number) => void;
  refused: () => void;
}

/** isApplying tells whether a write is on its way, or was taken and the watch has not shown it yet. */
export function isApplying(isPending: boolean, progress: ApplyProgress | null, head: ServiceHead): boolean {
  return isPending || (progress !== null && head.generation < progress.generation);
}

/** Whether the cluster has come to hold what was sent, by a write since. */
function holds(head: ServiceHead, { traffic, generation }: Sent): boolean {
  return head.generation > generation && sameAsDefaulted(head.specTraffic ?? DEFAULT_TRAFFIC, traffic);
}
