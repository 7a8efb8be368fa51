import type { Call } from '#tests/cluster/parity/client.ts';
import type { RecordedKind } from '#tests/cluster/parity/kinds.ts';

/** A goal that must be met before a step counts as done; after that everything has to be quiet. */
export type Goal =
  /** Its latest spec was observed, and Ready has this status. */
  | { kind: RecordedKind; name: string; ready: 'True' | 'False' | 'Unknown' }
  /** A condition has this reason. */
  | { kind: RecordedKind; name: string; condition: string; reason: string }
  | { kind: RecordedKind; name: string; gone: true }
  /** This many ready pods, and no others. */
  | { pods: number };

/** A request on one object, or on a collection if it has no name. */
export interface Change {
  method: Call['method'];
  kind: RecordedKind;
  name?: string;
  /** Without its question mark. */
  query?: string;
  body?: unknown;
  contentType?: string;
  /** Sends the object's current resourceVersion along, or the first one that was seen. */
  resourceVersion?: 'current' | 'first';
}

/** One change, and its goals. */
export interface Step {
  title: string;
  change?: Change;
  goals?: Goal[];
}

/** Steps on the objects of one namespace, one after the other. Stories run concurrently. */
export interface Story {
  namespace: string;
  steps: Step[];
}
