import type { Race } from '#tests/cluster/parity/compare-conditions.ts';
import type { Difference } from '#tests/cluster/parity/telling.ts';

/** A permanent difference between the clusters, and why. */
export interface KnownDifference {
  /** Matches the story's namespace; any when absent. */
  story?: RegExp;
  subject: RegExp;
  path: RegExp;
  /** Some runs do not show it. */
  byChance?: true;
  reason: string;
}

/** Permanent differences. Each has to occur, except those by chance: one that no longer does fails the test. */
export const DIFFERENCES: readonly KnownDifference[] = [
  {
    subject: /^events$/,
    path: /Normal Created "Created VirtualService .* \(istio-ingress-controller\)$/,
    reason: 'The embedded cluster stands for one with net-istio; the real control plane has no data plane.',
  },
  {
    subject: /^(EndpointSlice|Endpoints|PodAutoscaler)\//,
    path: /^(metadata\.(generation|generateName|annotations(\.endpoints\.kubernetes\.io\/last-change-trigger-time)?)|status\.observedGeneration)$/,
    reason:
      'How often they are written until all is quiet follows from how changes of pods and routing states fall into the looks of several controllers; a rewrite of a slice drops generateName, and one that no pod triggered the time.',
  },
  {
    subject: /^events$/,
    path: /: Warning (\w+ ".*(not found|already exists)" |FailedToUpdate\w+ |ClusterIPNotAllocated )/,
    reason: 'Real controllers read caches that lag, and report as failures what is gone or not there yet.',
  },
  {
    story: /^rollout$/,
    subject: /^Ingress\//,
    path: /^(metadata\.generation|status\.observedGeneration)$/,
    byChance: true,
    reason:
      'Into how many steps a rollout falls follows from how long the network took for the first, by the wall clock.',
  },
];

/** States that only one of the watches may show. Each has to be seen on one of them. */
export const RACES: readonly Race[] = [
  {
    subject: /^(Route|Service)\//,
    condition: /Ready$/,
    state:
      /^Unknown$|^Unknown \| (IngressNotConfigured|Uninitialized|TrafficNotMigrated|RevisionMissing \| Configuration "[^"]*" is waiting)/,
    reason:
      'A Revision is ready within seconds and the network 150 ms after a change; what a Route and its Service see of it until then is by chance.',
  },
  {
    subject: /^(PodAutoscaler|Revision|ServerlessService|Deployment)\//,
    condition: /^(Ready|Active|SKSReady|EndpointsPopulated|Progressing|ResourcesAvailable)$/,
    state:
      /^Unknown$|^True \| ReplicaSetUpdated \| |^Unknown \| (Queued|NotReady|Creating\w+|NoHealthyBackends|NewObservedGenFailure)( \| |$)/,
    reason:
      'Whether pods or their Endpoints are there first, and who of several controllers sees which first, is by chance.',
  },
  {
    story: /^(crash|pull|unschedulable|missing)$/,
    subject: /^(PodAutoscaler|Revision|Configuration|Service)\//,
    condition: /^(Ready|Active|ResourcesAvailable|ConfigurationsReady)$/,
    state: /^False \| TimedOut \| |has timed out progressing\.+$|^False \| RevisionFailed \| /,
    reason:
      'While the last pod of a failed Revision is taken away, and when it has just failed, others look at it or do not: it counts as failed, as late, as timed out, then as idle.',
  },
  {
    subject: /^Revision\//,
    condition: /^ContainerHealthy$/,
    state: /^Unknown( \| Deploying)?$/,
    mayStay: true,
    reason:
      'A real Revision is looked at through a cache that lags, and what was said of it in between is written over: Deploying may be lost.',
  },
];

/** covers reports whether an entry covers a difference. */
export function covers(entry: KnownDifference, { story, subject, path }: Difference): boolean {
  return (entry.story?.test(story) ?? true) && entry.subject.test(subject) && entry.path.test(path);
}

/** staysBehind reports whether a difference is a state that a race may leave behind. */
export function staysBehind(race: Race, { story, subject, path }: Difference): boolean {
  const type = /^status\.conditions\.\[(?<type>\w+)\]\.(reason|message)$/.exec(path)?.groups?.['type'];
  const isItsStory = race.story?.test(story) ?? true;
  return race.mayStay === true && isItsStory && race.subject.test(subject) && race.condition.test(type ?? '');
}
