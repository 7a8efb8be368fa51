import type { PodPlace } from '#simulator/scale/pod-status.ts';

/** An event that a step causes; by the kubelet unless the scheduler is named. */
export interface StepEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  scheduler?: true;
}

/** What a step makes of a pod. */
export interface StepResult {
  status: Record<string, unknown>;
  /** Set by the step that binds the pod. */
  bind?: true;
  events: StepEvent[];
}

/** The next thing to happen to a pod. */
export interface PodStep {
  /** Names the state it starts from: the same name means that the same wait goes on. */
  from: string;
  /** Simulated ms in that state before the step. */
  afterMs: number;
  take(now: number): StepResult;
}

/** What the node gives: where the pod runs, and how long the pull of its image takes (0: it is there). */
export interface NodeFacts extends PodPlace {
  nodeName: string;
  pullMs: number;
}
