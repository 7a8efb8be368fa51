import type { Topic } from '#lib/live/protocol.ts';
import { Subscribable } from '#lib/subscribable.ts';

/**
 * Counts the components of a page that follow each topic: a topic is followed from the first of them until the last one leaves. Listeners are
 * called when a topic is added or removed.
 */
export class TopicFollowers extends Subscribable {
  readonly #counts = new Map<Topic, number>();

  /** Returns the followed topics. */
  topics(): Topic[] {
    return [...this.#counts.keys()];
  }

  /** Follows a topic until the returned function is called. Bound, so that it can be passed on. */
  readonly follow = (topic: Topic): (() => void) => {
    this.#add(topic, 1);
    let isFollowing = true;
    return () => {
      if (isFollowing) this.#add(topic, -1);
      isFollowing = false;
    };
  };

  #add(topic: Topic, change: 1 | -1): void {
    const before = this.#counts.get(topic) ?? 0;
    const after = before + change;
    if (after === 0) this.#counts.delete(topic);
    else this.#counts.set(topic, after);
    if (before === 0 || after === 0) this.notify();
  }
}
