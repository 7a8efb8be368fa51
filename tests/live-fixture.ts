import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { SnapshotMessage, Topic } from '#lib/live/protocol.ts';
import { SYSTEM } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import { Live } from '#server/live/live.ts';
import type { ClusterFacts } from '#server/live/live-options.ts';
import {
  configuration,
  kIngress,
  knativeService,
  ownedBy,
  pod,
  podAutoscaler,
  revision,
  route,
} from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { FakeSources, SUMMARY } from '#tests/fake-source.ts';
import { asPromised } from '#tests/live-client.ts';

/** The topic of the Service that `helloFixture` creates, and the ids of some of its sources. */
export const HELLO: Topic = 'service/default/hello';
export const DEPLOYMENTS = 'deployments.apps@default?serving.knative.dev/service=hello';
export const FULL_REVISIONS = 'revisions.serving.knative.dev@default?serving.knative.dev/service=hello';
export const POD_EVENTS = 'events@default?involvedObject.kind=Pod';

/** The facts of a cluster that answers. */
function liveFacts(clock: FakeClock): ClusterFacts {
  return {
    current: () => ({
      name: 'test',
      server: 'https://127.0.0.1:6443',
      user: 'tester',
      identity: null,
      readOnly: false,
      kubernetesVersion: 'v1.34.0',
      embedded: true,
      api: 'live',
      apiSince: new Date(0).toISOString(),
      apiError: '',
      apiAdvice: '',
      apiDetails: '',
      plugin: null,
      kubeconfigNotice: '',
      kubeconfigChange: null,
      pinnedId: 'pinned',
      serverId: 'server',
    }),
    onChange: () => () => undefined,
    heardAt: () => clock.now(),
  };
}

/** A Live over fake sources; errors that it would log are collected in `errors`. */
export function liveFixture(
  given: {
    sources?: FakeSources;
    clock?: FakeClock;
    clusterClock?: Clock;
    random?: () => number;
    hasKind?: (type: ResourceType) => boolean;
    facts?: Partial<ClusterFacts>;
    namespaces?: string[];
    contextNamespace?: string;
  } = {},
) {
  const { sources = new FakeSources(), clock = new FakeClock(), random = () => 0 } = given;
  const errors: unknown[] = [];
  const viewers: number[] = [];
  const live = new Live({
    openSource: sources.open,
    hasKind: given.hasKind ?? (() => true),
    trimFor: () => undefined,
    namespaces: given.namespaces ?? null,
    contextNamespace: given.contextNamespace ?? null,
    facts: { ...liveFacts(clock), ...given.facts },
    clock,
    ...(given.clusterClock === undefined ? {} : { clusterClock: given.clusterClock }),
    random,
    onError: (error) => errors.push(error),
    onViewers: (count) => viewers.push(count),
  });
  return { live, sources, clock, errors, viewers };
}

/** Returns a topic's current contents, as a browser receives them. */
export async function snapshotOf(live: Live, topic: Topic): Promise<SnapshotMessage['collections']> {
  const message = asPromised(JSON.parse(await live.snapshot(topic, SYSTEM)));
  if (message.type !== 'snapshot') throw new Error(`A ${message.type} is no snapshot.`);
  return message.collections;
}

/** One Service with everything that the summary tier watches for it. */
export function helloFixture(given: Parameters<typeof liveFixture>[0] = {}) {
  const fixture = liveFixture(given);
  const service = knativeService();
  const config = configuration(service);
  const made = revision({ metadata: { ownerReferences: [ownedBy(config)] } });
  fixture.sources.put(SUMMARY.service, service);
  fixture.sources.put(SUMMARY.route, route(service));
  fixture.sources.put(SUMMARY.configuration, config);
  fixture.sources.put(SUMMARY.kIngress, kIngress(service, { 'hello-00001': 100 }));
  fixture.sources.put(SUMMARY.revision, made);
  fixture.sources.put(SUMMARY.podAutoscaler, podAutoscaler());
  fixture.sources.put(SUMMARY.pod, pod());
  return { ...fixture, service, revision: made };
}
