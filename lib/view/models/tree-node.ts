/** A node of the ownership tree, as `kubectl tree` prints it. Key: uid. */
export interface TreeNode {
  uid: string;
  /** The owner's uid inside this tree; null for the root. */
  parent: string | null;
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  /** Status of the Ready condition; null when the kind has none (kubectl tree prints `-`). */
  ready: 'True' | 'False' | 'Unknown' | null;
  reason: string;
  /**
   * What `ready` means: `bad` only when requests are affected; `warn` when something failed that no request needs; `idle` when it is at
   * rest, as below a revision that is scaled to zero or gets no traffic. Null when the kind has no Ready condition.
   */
  tone: 'ok' | 'bad' | 'warn' | 'info' | 'idle' | null;
  createdAt: string;
  deleting: boolean;
  /** Routed percent, on revisions only. */
  percent: number | null;
}
