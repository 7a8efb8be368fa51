import type {
  Configuration,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
  Route,
} from '#lib/knative/types.ts';

/** A Service with the objects below it that every view reads: what the summary tier watches. Absent means not there, or not readable. */
export interface ServiceObjects {
  service: KnativeService;
  route: Route | undefined;
  configuration: Configuration | undefined;
  kIngress: KIngress | undefined;
  revisions: readonly Revision[];
  podAutoscalers: readonly PodAutoscaler[];
  pods: readonly Pod[];
}
