import type { PodPlace } from '#simulator/kubelet/pod-status.ts';

/** An event that a step causes; from the kubelet unless it names the scheduler. */
export interface StepEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  scheduler?: true;
}

/** The result of a step. */
interface StepResult {
  status: Record<string, unknown>;
  /** Set by the step that binds the pod to a node. */
  bind?: true;
  events: StepEvent[];
}

/** A pod's next step. */
export interface PodStep {
  /** The state that it starts from: the same name means that the same wait continues. */
  from: string;
  /** Simulated ms in that state before the step. */
  afterMs: number;
  take(now: number): StepResult;
}

/** What the node provides: where the pod runs, and how long its image pull takes (0: already present). */
export interface NodeFacts extends PodPlace {
  nodeName: string;
  pullMs: number;
}
