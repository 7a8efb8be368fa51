import { readFile } from 'node:fs/promises';

/** A request as logged by kube-apiserver (audit.k8s.io/v1 Event), with only the fields that are read. */
export interface AuditEvent {
  auditID: string;
  stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  verb: string;
  requestURI: string;
  user: { username: string };
  userAgent?: string;
  responseStatus?: { code?: number };
  /** RFC 3339, microseconds. */
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

/** The audit log of a control plane: which requests its API server got, from whom and how often. */
export class AuditLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Returns all events so far, in the order in which they were logged. */
  async events(): Promise<AuditEvent[]> {
    const lines = (await readFile(this.#path, 'utf8')).split('\n');
    // The last line is incomplete or empty.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
  }

  /** Returns the requests of a program, identified by its User-Agent, starting at event number `from`. */
  async of(userAgent: string, from = 0): Promise<AuditEvent[]> {
    return (await this.events()).slice(from).filter((event) => event.userAgent === userAgent);
  }

  /** Returns the number of events, to pass to `of` for those that come after. */
  async size(): Promise<number> {
    return (await this.events()).length;
  }
}

/** answered removes the ResponseStarted stages, so that each request is listed once, at its completion. */
export function answered(events: readonly AuditEvent[]): AuditEvent[] {
  return events.filter(({ stage }) => stage === 'ResponseComplete');
}

/** openWatches returns the watches that have started and not ended. */
export function openWatches(events: readonly AuditEvent[]): AuditEvent[] {
  const ended = new Set(answered(events).map(({ auditID }) => auditID));
  return events.filter(
    ({ verb, stage, auditID }) => verb === 'watch' && stage === 'ResponseStarted' && !ended.has(auditID),
  );
}

/** pathOf returns the requested path, without the query. */
export function pathOf({ requestURI }: AuditEvent): string {
  return new URL(requestURI, 'https://api').pathname;
}

/** queryOf returns the query parameters of a request. */
export function queryOf({ requestURI }: AuditEvent): URLSearchParams {
  return new URL(requestURI, 'https://api').searchParams;
}
