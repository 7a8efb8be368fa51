import type { Call } from '#tests/cluster/parity/client.ts';
import type { RecordedKind } from '#tests/cluster/parity/kinds.ts';

/** What has to be seen before a step counts as done; after that everything has to be quiet. */
export type Goal =
  /** Its latest spec was observed, and so stands Ready. */
  | { kind: RecordedKind; name: string; ready: 'True' | 'False' | 'Unknown' }
  /** A condition has this reason. */
  | { kind: RecordedKind; name: string; condition: string; reason: string }
  | { kind: RecordedKind; name: string; gone: true }
  /** So many ready pods, and no other ones. */
  | { pods: number };

/** A request on one object, or on a collection where it has no name. */
export interface Change {
  method: Call['method'];
  kind: RecordedKind;
  name?: string;
  /** Without its question mark. */
  query?: string;
  body?: unknown;
  contentType?: string;
  /** Sends the object's current resourceVersion along, or that of the first time it was seen. */
  resourceVersion?: 'current' | 'first';
}

/** One change, and what it leads to. */
export interface Step {
  title: string;
  change?: Change;
  goals?: Goal[];
}

/** Steps on the objects of one namespace, one after the other. Stories run at the same time. */
export interface Story {
  namespace: string;
  steps: Step[];
}
