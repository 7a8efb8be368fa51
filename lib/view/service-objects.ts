import type {
  TrimmedConfiguration,
  TrimmedDomainMapping,
  TrimmedKIngress,
  TrimmedPod,
  TrimmedPodAutoscaler,
  TrimmedRevision,
  TrimmedService,
} from '#lib/knative/trimmed.ts';
import type { Route } from '#lib/knative/types.ts';
import type { FailureReason } from '#lib/view/headline.ts';

/** A Service with the objects below it that every view reads: what the summary tier watches. Absent means not there, or not readable. */
export interface ServiceObjects {
  service: TrimmedService;
  route: Route | undefined;
  configuration: TrimmedConfiguration | undefined;
  kIngress: TrimmedKIngress | undefined;
  /** The KIngress as its controller last confirmed it, which is what the gateways route; undefined where that was never seen. */
  confirmedIngress: TrimmedKIngress | undefined;
  revisions: readonly TrimmedRevision[];
  podAutoscalers: readonly TrimmedPodAutoscaler[];
  pods: readonly TrimmedPod[];
  /** The DomainMappings that lead to it. */
  mappings: readonly TrimmedDomainMapping[];
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
