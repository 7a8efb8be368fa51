import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { ClusterFacts } from '#server/live/live.ts';
import { Live } from '#server/live/live.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { FakeSources } from '#tests/fake-source.ts';

/** The facts of a cluster that answers. */
export function liveFacts(clock: FakeClock): ClusterFacts {
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
    }),
    onChange: () => () => undefined,
    heardAt: () => clock.now(),
  };
}

/** A Live over fake sources; errors that it would log are thrown away into `errors`. */
export function liveFixture(
  given: {
    sources?: FakeSources;
    clock?: FakeClock;
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
    random,
    onError: (error) => errors.push(error),
    onViewers: (count) => viewers.push(count),
  });
  return { live, sources, clock, errors, viewers };
}
