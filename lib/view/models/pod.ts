/** A pod of a revision. Key: its name. */
export interface PodView {
  name: string;
  uid: string;
  revisionName: string;
  phase: 'starting' | 'ready' | 'notReady' | 'terminating' | 'failed';
  /** Why it is not ready, e.g. `ImagePullBackOff`, `CrashLoopBackOff (OOMKilled, exit code 137)`; empty when ready. */
  reason: string;
  message: string;
  /** The container that the reason is about, when the pod has several in addition to Knative's own; null otherwise. */
  container: string | null;
  restarts: number;
  createdAt: string;
}
