import type { ApiErrorCode } from '#lib/api/error-code.ts';
import type { Clock } from '#server/clock.ts';

/** Refusals that point to an intruder or a broken program. The others are part of normal use. */
const REPORTED: ReadonlySet<ApiErrorCode> = new Set(['unauthorized', 'crossSite', 'wrongHost', 'tooMany']);
const WINDOW_MS = 60_000;

export interface RefusalLogOptions {
  clock: Clock;
  /** Counts every refusal, by its code. */
  count: (code: ApiErrorCode) => void;
  /** Reports the refusals within a window: how many per code. */
  tell: (counts: Record<string, number>, windowSeconds: number) => void;
}

/**
 * Counts refusals and reports the suspicious ones: the first immediately, those that follow once a minute. Someone who tries thousands of
 * tokens is noticed, but cannot fill the log.
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
    if (!REPORTED.has(code)) return;
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
