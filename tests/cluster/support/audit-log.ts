import { readFile } from 'node:fs/promises';

/** A request as kube-apiserver logs it (audit.k8s.io/v1 Event), the fields that are read. */
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

/** The audit log of a control plane: what was asked of its API server, by whom and how often. */
export class AuditLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Everything so far, in the order in which it was logged. */
  async events(): Promise<AuditEvent[]> {
    const lines = (await readFile(this.#path, 'utf8')).split('\n');
    // The last line is being written, or empty.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
  }

  /** What a program asked, told by its User-Agent, from the event of that number on. */
  async of(userAgent: string, from = 0): Promise<AuditEvent[]> {
    return (await this.events()).slice(from).filter((event) => event.userAgent === userAgent);
  }

  /** How many events there are: what `of` takes to tell what came after. */
  async size(): Promise<number> {
    return (await this.events()).length;
  }
}

/** answered leaves out the beginnings of answers: each request is there once, when it is over. */
export function answered(events: readonly AuditEvent[]): AuditEvent[] {
  return events.filter(({ stage }) => stage === 'ResponseComplete');
}

/** openWatches are the watches that have begun and not ended. */
export function openWatches(events: readonly AuditEvent[]): AuditEvent[] {
  const ended = new Set(answered(events).map(({ auditID }) => auditID));
  return events.filter(
    ({ verb, stage, auditID }) => verb === 'watch' && stage === 'ResponseStarted' && !ended.has(auditID),
  );
}

/** pathOf is what was asked for, without the query. */
export function pathOf({ requestURI }: AuditEvent): string {
  return new URL(requestURI, 'https://api').pathname;
}

/** queryOf are the parameters of a request. */
export function queryOf({ requestURI }: AuditEvent): URLSearchParams {
  return new URL(requestURI, 'https://api').searchParams;
}
