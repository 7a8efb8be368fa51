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
    reason: 'The embedded cluster simulates one with net-istio; the real control plane has no data plane.',
  },
  {
    subject: /^(EndpointSlice|Endpoints|PodAutoscaler)\//,
    path: /^(metadata\.(generation|generateName|annotations(\.endpoints\.kubernetes\.io\/last-change-trigger-time)?)|status\.observedGeneration)$/,
    reason:
      'How often they are written depends on how changes of pods and routing states are batched into the reconciles of several controllers. Rewriting a slice drops generateName, and a rewrite that no pod triggered drops the trigger time.',
  },
  {
    subject: /^events$/,
    path: /: Warning (\w+ ".*(not found|already exists)" |FailedToUpdate\w+ |ClusterIPNotAllocated )/,
    reason:
      'Real controllers read caches that lag, and report objects that are deleted or not cached yet as failures.',
  },
  {
    story: /^rollout$/,
    subject: /^Ingress\//,
    path: /^(metadata\.generation|status\.observedGeneration)$/,
    byChance: true,
    reason:
      'The number of rollout steps depends on how long the network took for the first one, by the wall clock.',
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
      'A Revision is ready within seconds, and the network 150 ms after a change. What a Route and its Service observe until then is a matter of timing.',
  },
  {
    subject: /^(PodAutoscaler|Revision|ServerlessService|Deployment)\//,
    condition: /^(Ready|Active|SKSReady|EndpointsPopulated|Progressing|ResourcesAvailable)$/,
    state:
      /^Unknown$|^True \| ReplicaSetUpdated \| |^Unknown \| (Queued|NotReady|Creating\w+|NoHealthyBackends|NewObservedGenFailure)( \| |$)/,
    reason:
      'Whether pods or their Endpoints appear first, and which controller observes them first, is a matter of timing.',
  },
  {
    story: /^(crash|pull|unschedulable|missing)$/,
    subject: /^(PodAutoscaler|Revision|Configuration|Service)\//,
    condition: /^(Ready|Active|ResourcesAvailable|ConfigurationsReady)$/,
    state: /^False \| TimedOut \| |has timed out progressing\.+$|^False \| RevisionFailed \| /,
    reason:
      'When a Revision has just failed, and while its last pod is removed, other controllers may or may not reconcile it: it counts as failed, late, timed out, then idle.',
  },
  {
    subject: /^Revision\//,
    condition: /^ContainerHealthy$/,
    state: /^Unknown( \| Deploying)?$/,
    mayStay: true,
    reason:
      'A real Revision is read through a cache that lags, and intermediate states are overwritten: Deploying may be lost.',
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
