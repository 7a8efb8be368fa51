import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { OpenSource, Source, SourceSpec } from '#lib/kubernetes/source.ts';

/** Sources by id, each open as long as someone holds it. */
export class SharedSources {
  readonly #open: OpenSource;
  readonly #onStopError: (error: unknown) => void;
  readonly #held = new Map<string, { source: Source; holders: number }>();
  readonly #stopping = new Set<Promise<void>>();

  constructor(open: OpenSource, onStopError: (error: unknown) => void) {
    this.#open = open;
    this.#onStopError = onStopError;
  }

  /** Opens a source, or returns the open one with that id. */
  acquire<T extends KubeObject>(spec: SourceSpec<T>): Source<T> {
    let held = this.#held.get(spec.id);
    if (held === undefined) {
      held = { source: this.#open(spec), holders: 0 };
      this.#held.set(spec.id, held);
    }
    held.holders += 1;
    return held.source as Source<T>; // Two specs with one id are the same source.
  }

  release({ spec: { id } }: Source): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    held.holders -= 1;
    if (held.holders > 0) return;
    this.#held.delete(id);
    const stopped = held.source.stop().catch(this.#onStopError);
    this.#stopping.add(stopped);
    void stopped.finally(() => this.#stopping.delete(stopped));
  }

  /** Resolves when every released source has stopped. */
  async stopped(): Promise<void> {
    await Promise.all(this.#stopping);
  }
}
