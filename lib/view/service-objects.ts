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

/**
 * A Service with the objects below it that every view reads, as watched by the summary tier. An absent object does not exist, or is not
 * readable.
 */
export interface ServiceObjects {
  service: TrimmedService;
  route: Route | undefined;
  configuration: TrimmedConfiguration | undefined;
  kIngress: TrimmedKIngress | undefined;
  /** The KIngress as its controller last confirmed it, i.e. what the gateways route; undefined when that was never seen. */
  confirmedIngress: TrimmedKIngress | undefined;
  revisions: readonly TrimmedRevision[];
  podAutoscalers: readonly TrimmedPodAutoscaler[];
  pods: readonly TrimmedPod[];
  /** The DomainMappings that point to it. */
  mappings: readonly TrimmedDomainMapping[];
  /** Revisions of the namespace that the traffic names and that belong to another Service or to none, with their pods and autoscalers. */
  foreign: Pick<ServiceObjects, 'revisions' | 'podAutoscalers' | 'pods'>;
  /** Memories of its revisions. */
  memories: RevisionMemories;
  /** Kinds that cannot be read, or not yet; the absence of their objects means nothing. */
  unread: ReadonlySet<UnreadKind>;
}

/** Kinds below a Service whose absence is meaningful. */
export type UnreadKind = 'route' | 'configuration' | 'kIngress' | 'revision' | 'podAutoscaler' | 'pod';

/** What Sluice remembers about a revision because its objects do not keep it. Only a revision with a problem has a memory. */
export interface RevisionMemory {
  /** When the number of ready pods fell below the desired number, Unix ms; null while none is missing. */
  shortSince: number | null;
  /** Why its last pod failed. The pod may be gone: Knative scales a revision that was never ready to zero. */
  failure: FailureReason | null;
}

/** Memories by the revision's uid. */
export type RevisionMemories = ReadonlyMap<string, RevisionMemory>;
