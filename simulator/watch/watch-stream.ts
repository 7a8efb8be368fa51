import type { WatchSink } from '#simulator/http/watch-sink.ts';
import type { ReportFault } from '#simulator/runtime/guard.ts';

/** Maximum unread bytes of live events before a slow client's watch is closed. */
const LARGEST_BACKLOG_BYTES = 32 * 1024 * 1024;

/**
 * Sends one watch's lines to its client: first the backlog that it missed, as fast as the client reads and without a size limit; then live
 * events, buffered for a slow client up to a limit.
 */
export class WatchStream {
  readonly #sink: WatchSink;
  readonly #report: ReportFault;
  /** Undefined once everything is written. */
  #missed: Iterator<Buffer> | undefined;
  /** Lines that wait for the missed ones to be written, or for the end of a freeze. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isFrozen: boolean;
  #isOverdue = false;

  constructor(sink: WatchSink, missed: Iterator<Buffer>, isFrozen: boolean, report: ReportFault) {
    this.#sink = sink;
    this.#missed = missed;
    this.#isFrozen = isFrozen;
    this.#report = report;
  }

  /** Starts writing what was missed. Call once; it continues from there. */
  start(): void {
    try {
      this.#pump();
    } catch (error) {
      this.#report(error, 'a watch');
      this.#missed = undefined;
      this.#sink.cut();
    }
  }

  /** Sends a change. */
  send(line: Buffer): void {
    if (this.#isFrozen || this.#missed !== undefined) {
      this.#held.push(line);
      this.#heldBytes += line.length;
    } else this.#sink.write(line);
    const backlog = this.#missed === undefined ? this.#sink.backlogBytes : this.#heldBytes;
    if (!this.#isFrozen && backlog > LARGEST_BACKLOG_BYTES) this.#sink.cut();
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  /** Resumes after a freeze. */
  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    this.start();
  }

  /** Ends the watch as a server does at its deadline; a frozen watch ends when it thaws. */
  end(): void {
    if (this.#isFrozen) this.#isOverdue = true;
    else this.#sink.end();
  }

  #pump(): void {
    while (!this.#isFrozen && this.#missed !== undefined) {
      const { done, value } = this.#missed.next();
      if (done === true) this.#missed = undefined;
      else if (!this.#sink.write(value)) {
        this.#sink.onceDrained(() => this.start());
        return;
      }
    }
    if (this.#isFrozen) return;
    for (const line of this.#held.splice(0)) this.#sink.write(line);
    this.#heldBytes = 0;
    if (this.#isOverdue) this.#sink.end();
  }
}
