import type { TrafficTarget } from '#lib/knative/types.ts';
import type { RevisionServing, RouteServing } from '#lib/traffic/harm.ts';
import type { ConditionView } from './condition.ts';
import type { ServiceSummary } from './service-summary.ts';
import type { TargetView } from './traffic.ts';

/** A writer of a Service's `spec.traffic` other than a person: a controller, a tool that syncs it with Git, an applier. */
export interface TrafficOwnerView {
  /** `Argo CD`, `KServe`, the owner's kind, or the field manager's name. */
  tool: string;
  /** Its object that manages the Service, e.g. `application shop`, `InferenceService flowers`; null when unknown. */
  object: string | null;
  /** The field manager under which it currently owns `spec.traffic`; null when it does not. */
  manager: string | null;
  /** Whether it sets the traffic; only then does it revert a change. */
  stated: 'yes' | 'no' | 'unknown';
  /** When it reverts a change: `atOnce`, at its next step or `interval`, at its `nextApply`, `never`. */
  reverts: 'atOnce' | 'interval' | 'nextApply' | 'never' | 'unknown';
}

/** A domain that points to a Service (DomainMapping). */
export interface DomainMappingView {
  host: string;
  /** Null until Knative has assigned one. */
  url: string | null;
  ready: ConditionView | null;
}

/** A tag whose own URL points to a revision that does not answer. */
export interface TagTrouble {
  tag: string;
  revisionName: string;
  /** Why, with the revision as subject. */
  words: string;
}

/** Header and gate of the Service page. */
export interface ServiceHead {
  summary: ServiceSummary;
  generation: number;
  observedGeneration: number | null;
  resourceVersion: string;
  conditions: ConditionView[];
  routeConditions: ConditionView[];
  /** `spec.traffic` byte for byte: where an edit starts, and what its JSON Patch tests. Null when absent. */
  specTraffic: TrafficTarget[] | null;
  desired: TargetView[];
  routed: TargetView[];
  /** Whether requests reach the revisions. */
  route: RouteServing;
  /** What is known about the revisions that the traffic names and that are not this Service's: gone, or another's. By name. */
  strangers: Record<string, RevisionServing>;
  /** Custom domains that point to it, by host; empty when DomainMappings cannot be read. */
  mappings: DomainMappingView[];
  /** Tags whose requests fail while their revisions have no share of the main host. */
  tagTroubles: TagTrouble[];
  /** False while `status` does not yet reflect this generation. */
  statusIsCurrent: boolean;
  annotations: Record<string, string>;
  /** Who else writes `spec.traffic`; null when nobody is known. */
  trafficOwner: TrafficOwnerView | null;
  /** The revision name in `spec.template`; null when Knative generates it. */
  templateName: string | null;
  /** Changes whenever `spec.template` changes, so that an editor can point it out. */
  templateHash: string;
}
