import { resourceId } from '#lib/kubernetes/resource.ts';
import type { StoreEvent } from '#simulator/apimachinery/contract.ts';
import { expired, tooLargeVersion } from '#simulator/apimachinery/status-errors.ts';

/** A change with its resourceVersion as a number. */
export interface LoggedEvent extends StoreEvent {
  version: number;
}

/** Minimum number of changes kept; the maximum is twice that. Each holds a whole object. */
const CAPACITY = 10_000;

/** The changes that a watch may resume from: the newest ones, until they are compacted. */
export class EventLog {
  #events: LoggedEvent[] = [];
  /** Changes up to and including this version are gone. */
  #compacted: number;

  constructor(start: number) {
    this.#compacted = start;
  }

  get compactedVersion(): number {
    return this.#compacted;
  }

  append(event: LoggedEvent): void {
    this.#events.push(event);
    if (this.#events.length > 2 * CAPACITY) {
      this.#events = this.#events.slice(-CAPACITY);
      this.#compacted = (this.#events[0]?.version ?? this.#compacted + 1) - 1;
    }
  }

  /** Drops all changes up to a version. */
  compact(version: number): void {
    this.#events = this.#events.filter((event) => event.version > version);
    this.#compacted = Math.max(this.#compacted, version);
  }

  /** Returns changes of a type after a version, oldest first. Throws Expired, or Timeout for a version not reached yet. */
  since(type: { group: string; resource: string }, version: number, current: number): LoggedEvent[] {
    this.check(version, current);
    const id = resourceId(type);
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.version ?? 0) <= version) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low).filter((event) => resourceId(event.resource) === id);
  }

  /** Throws Expired for a version before the compaction, Timeout for a version not reached yet. */
  check(version: number, current: number): void {
    if (version < this.#compacted) throw expired(`too old resource version: ${version} (${this.#compacted})`);
    if (version > current) throw tooLargeVersion(version, current);
  }
}
