import { LABEL } from '#lib/knative/labels.ts';
import type { Container, EnvVar, Revision } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import type { PodTemplate } from '#simulator/apimachinery/wire-types.ts';
import type { Features } from '#simulator/knative/config/feature-flags.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import {
  mountsPodInfo,
  POD_INFO_VOLUME,
  probesSidecars,
  queueProxyFor,
  servingContainer,
  userPortOf,
} from '#simulator/knative/revision/queue-proxy.ts';
import { annotationsBelow, labelsBelow } from '#simulator/knative/revision/revision-facts.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** userPodSpec builds the pod spec that a Revision asks for, with Knative's additions to its containers (`deploy.go` BuildPodSpec). */
export function userPodSpec(
  revision: Stored<Revision>,
  features: Features,
): Record<string, unknown> & { containers: (Container & { name: string })[] } {
  const { spec, status } = revision;
  const { containers, timeoutSeconds, containerConcurrency: _limit, ...rest } = spec;
  const { responseStartTimeoutSeconds: _start, idleTimeoutSeconds: _idle, ...pod } = rest;
  const user = containers.map((container, index) => {
    const isServing = (container.ports ?? []).length > 0 || containers.length === 1;
    const image = status?.containerStatuses?.[index]?.imageDigest ?? container.image;
    return userContainer(revision, { ...container, image }, isServing, features);
  });
  return {
    ...pod,
    containers: user,
    ...(timeoutSeconds === undefined ? {} : { terminationGracePeriodSeconds: timeoutSeconds }),
  };
}

/** podTemplate builds the Revision's pod template, including queue-proxy. */
export function podTemplate(context: Context, revision: Stored<Revision>): PodTemplate {
  const { enableServiceLinks } = context.config.defaults;
  const { features } = context.config;
  const serving = servingContainer(revision);
  const { containers: user, ...pod } = userPodSpec(revision, features);
  const volumes = [
    ...((pod['volumes'] ?? []) as object[]),
    ...(mountsPodInfo(revision, features) ? [POD_INFO_VOLUME] : []),
  ];
  const { prefersSpread } = context.config.deployment;
  const affinity = pod['affinity'] ?? (prefersSpread ? spreadOverNodes(revision) : undefined);
  return {
    metadata: {
      labels: labelsBelow(revision),
      annotations: {
        ...annotationsBelow(revision),
        ...(serving?.name === undefined ? {} : { [DEFAULT_CONTAINER]: serving.name }),
      },
    },
    spec: {
      ...pod,
      containers: [...user, queueProxyFor(revision, context.config)],
      ...(pod['enableServiceLinks'] === undefined && enableServiceLinks !== null
        ? { enableServiceLinks }
        : {}),
      ...(affinity === undefined ? {} : { affinity }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  };
}

/** spreadOverNodes makes a Revision's pods prefer different nodes (`default-affinity-type`). */
function spreadOverNodes({ metadata: { name } }: StoredObject): object {
  const labelSelector = { matchLabels: { [LABEL.revision]: name } };
  const podAffinityTerm = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
  };
}

/** userContainer builds a Revision's container as its pods run it (`pkg/reconciler/revision/resources/deploy.go`). */
function userContainer(
  revision: Stored<Revision>,
  container: Container,
  isServing: boolean,
  features: Features,
): Container & { name: string } {
  const { readinessProbe, ...rest } = container;
  const { labels = {}, name } = revision.metadata;
  const port = userPortOf(revision);
  const env: EnvVar[] = [
    ...(container.env ?? []),
    ...(isServing ? [{ name: 'PORT', value: String(port) }] : []),
    { name: 'K_REVISION', value: name },
    { name: 'K_CONFIGURATION', value: labels[LABEL.configuration] ?? '' },
    { name: 'K_SERVICE', value: labels[LABEL.service] ?? '' },
  ];
  // queue-proxy runs these probes itself.
  const isRunByQueueProxy = ['httpGet', 'tcpSocket', 'grpc'].some(
    (key) => readinessProbe?.[key] !== undefined,
  );
  return {
    ...rest,
    name: container.name ?? 'user-container',
    env,
    ...(isServing ? { ports: [{ name: 'user-port', containerPort: port, protocol: 'TCP' }] } : {}),
    ...(readinessProbe === undefined || isRunByQueueProxy ? {} : { readinessProbe }),
    ...(isServing ? livenessProbeOf(container, port, probesSidecars(features)) : {}),
    lifecycle: { preStop: { httpGet: { path: '/wait-for-drain', port: 8022 } } },
    terminationMessagePolicy: container['terminationMessagePolicy'] ?? 'FallbackToLogsOnError',
  };
}

/** livenessProbeOf points a liveness probe at the user's port, whatever port it has; with `keepsPort`, only if it has none. */
function livenessProbeOf({ livenessProbe }: Container, port: number, keepsPort: boolean): object {
  if (livenessProbe === undefined || livenessProbe === null) return {};
  const probe = livenessProbe as Record<string, { port?: unknown } | undefined>;
  const [kind] = (['httpGet', 'tcpSocket'] as const).filter((name) => probe[name] !== undefined);
  if (kind === undefined || (keepsPort && Number(probe[kind]?.port ?? 0) !== 0)) return {};
  return { livenessProbe: { ...probe, [kind]: { ...probe[kind], port } } };
}
