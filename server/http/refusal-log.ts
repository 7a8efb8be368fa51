import type { ApiErrorCode } from '#lib/live/api-error-code.ts';
import type { Clock } from '#server/clock.ts';

/** Refusals that tell of somebody who should not be there, or of a program gone wrong. The others are a person's daily life. */
const TOLD: ReadonlySet<ApiErrorCode> = new Set(['unauthorized', 'crossSite', 'wrongHost', 'tooMany']);
const WINDOW_MS = 60_000;

export interface RefusalLogOptions {
  clock: Clock;
  /** Counts every refusal, by its code. */
  count: (code: ApiErrorCode) => void;
  /** Tells of those within a window: how many of each code. */
  tell: (counts: Record<string, number>, windowSeconds: number) => void;
}

/**
 * Counts refusals, and tells of the suspicious ones: of the first at once, of those that follow once a minute, so that whoever
 * tries thousands of tokens neither stays unseen nor fills the log.
 */
export class RefusalLog {
  readonly #options: RefusalLogOptions;
  readonly #counts = new Map<string, number>();
  #cancelWindow: (() => void) | undefined;

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  note(code: ApiErrorCode): void {
    this.#options.count(code);
    if (!TOLD.has(code)) return;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    if (this.#cancelWindow === undefined) this.#tell(0);
  }

  stop(): void {
    this.#cancelWindow?.();
    this.#cancelWindow = undefined;
  }

  #tell(windowSeconds: number): void {
    this.#cancelWindow = undefined;
    if (this.#counts.size === 0) return;
    this.#options.tell(Object.fromEntries(this.#counts), windowSeconds);
    this.#counts.clear();
    this.#cancelWindow = this.#options.clock.after(WINDOW_MS, () => this.#tell(WINDOW_MS / 1_000));
  }
}
