import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import type {
  Configuration,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
  Route,
} from '#lib/knative/types.ts';
import type { FailureReason } from '#lib/view/headline.ts';

/** A Service with the objects below it that every view reads: what the summary tier watches. Absent means not there, or not readable. */
export interface ServiceObjects {
  service: KnativeService;
  route: Route | undefined;
  configuration: Configuration | undefined;
  kIngress: KIngress | undefined;
  /** The KIngress as its controller last confirmed it, which is what the gateways route; undefined where that was never seen. */
  confirmedIngress: KIngress | undefined;
  revisions: readonly Revision[];
  podAutoscalers: readonly PodAutoscaler[];
  pods: readonly Pod[];
  /** The DomainMappings that lead to it. */
  mappings: readonly DomainMapping[];
  /** Revisions of the namespace that the traffic names and that belong to another Service or to none, with their pods and autoscalers. */
  foreign: Pick<ServiceObjects, 'revisions' | 'podAutoscalers' | 'pods'>;
  /** What is remembered of its revisions. */
  memories: RevisionMemories;
  /** Kinds that cannot be read, or not yet: that an object of them is absent says nothing. */
  unread: ReadonlySet<UnreadKind>;
}

/** The kinds below a Service whose absence means something. */
export type UnreadKind = 'route' | 'configuration' | 'kIngress' | 'revision' | 'podAutoscaler' | 'pod';

/** What is remembered of a revision because its objects do not keep it. Only one with trouble has a memory. */
export interface RevisionMemory {
  /** Since when fewer pods are ready than wanted, Unix ms; null while none is missing. */
  shortSince: number | null;
  /** Why its last pod failed. The pod may be gone: Knative scales a revision that never was ready to zero. */
  failure: FailureReason | null;
}

/** Memories by the revision's uid. */
export type RevisionMemories = ReadonlyMap<string, RevisionMemory>;
