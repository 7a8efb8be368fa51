import type { Random } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import { randomSuffix } from '#simulator/runtime/random.ts';

// Defaults that an API server sets on workloads and Services when it decodes them (kubernetes v1.35 `pkg/apis/core/v1/defaults.go`,
// `pkg/apis/apps/v1/defaults.go`), and what its admission plug-ins add to a pod. Existing values stay.

const under = (object: JsonObject, key: string): JsonObject | undefined => {
  const value = object[key];
  return isJsonObject(value) ? value : undefined;
};

const listUnder = (object: JsonObject, key: string): JsonObject[] => {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

function fill(object: JsonObject, defaults: JsonObject): void {
  for (const [key, value] of Object.entries(defaults)) object[key] ??= value;
}

/** defaultDeployment sets the defaults of a Deployment's spec in place. */
export function defaultDeployment(spec: JsonObject): void {
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {} });
  const strategy = under(spec, 'strategy');
  if (strategy !== undefined) {
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') {
      fill(strategy, { rollingUpdate: {} });
      fill(under(strategy, 'rollingUpdate') ?? {}, { maxUnavailable: '25%', maxSurge: '25%' });
    }
  }
  defaultTemplate(spec);
}

/** defaultReplicaSet sets the defaults of a ReplicaSet's spec in place. */
export function defaultReplicaSet(spec: JsonObject): void {
  fill(spec, { replicas: 1 });
  defaultTemplate(spec);
}

function defaultTemplate(spec: JsonObject): void {
  const pod = under(under(spec, 'template') ?? {}, 'spec');
  if (pod !== undefined) defaultPodSpec(pod);
}

/** defaultPod sets the defaults of a pod's spec in place. */
export function defaultPod(spec: JsonObject): void {
  fill(spec, { enableServiceLinks: true });
  defaultPodSpec(spec);
}

/** defaultPodSpec sets the defaults that pods and templates have in common. */
function defaultPodSpec(spec: JsonObject): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  const account = spec['serviceAccountName'];
  if (typeof account === 'string') spec['serviceAccount'] = account;
  for (const list of ['containers', 'initContainers']) {
    for (const container of listUnder(spec, list)) defaultContainer(container);
  }
}

function defaultContainer(container: JsonObject): void {
  const { image } = container;
  fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: typeof image === 'string' && isLatest(image) ? 'Always' : 'IfNotPresent',
  });
  for (const port of listUnder(container, 'ports')) fill(port, { protocol: 'TCP' });
  for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
    const found = under(container, probe);
    if (found === undefined) continue;
    fill(found, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    defaultHttp(found);
  }
  const lifecycle = under(container, 'lifecycle') ?? {};
  for (const hook of ['preStop', 'postStart']) defaultHttp(under(lifecycle, hook) ?? {});
  for (const variable of listUnder(container, 'env')) {
    if (variable['value'] === '') delete variable['value'];
    fill(under(under(variable, 'valueFrom') ?? {}, 'fieldRef') ?? {}, { apiVersion: 'v1' });
  }
}

function defaultHttp(handler: JsonObject): void {
  const http = under(handler, 'httpGet');
  if (http === undefined) return;
  if (http['path'] === undefined || http['path'] === '') http['path'] = '/';
  fill(http, { scheme: 'HTTP' });
}

/** isLatest reports whether a reference has no digest and no tag other than `latest`. */
function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const name = image.slice(image.lastIndexOf('/') + 1);
  return !name.includes(':') || name.endsWith(':latest');
}

/** defaultService sets the defaults of a core/v1 Service's spec in place. */
export function defaultService(spec: JsonObject): void {
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  if (spec['type'] !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (hasNodePorts(spec)) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
  for (const port of listUnder(spec, 'ports')) fill(port, { protocol: 'TCP', targetPort: port['port'] ?? 0 });
}

/** hasNodePorts reports whether a Service of this type gets a port on every node. */
export function hasNodePorts({ type }: JsonObject): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/**
 * admitPod adds to a new pod's spec, in place, what the admission plug-ins ServiceAccount, DefaultTolerationSeconds and Priority add
 * (kubernetes `plugin/pkg/admission`). The token's volume gets a new random name each time.
 */
export function admitPod(spec: JsonObject, random: Random): void {
  fill(spec, { serviceAccountName: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  spec['serviceAccount'] = spec['serviceAccountName'] ?? 'default';
  const tolerations = listUnder(spec, 'tolerations');
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    if (tolerations.some((toleration) => toleration['key'] === key)) continue;
    tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec['tolerations'] = tolerations;
  if (spec['automountServiceAccountToken'] === false) return;
  const name = `kube-api-access-${randomSuffix(random)}`;
  spec['volumes'] = [...listUnder(spec, 'volumes'), { name, projected: TOKEN_SOURCES }];
  const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  for (const list of ['containers', 'initContainers']) {
    for (const container of listUnder(spec, list)) {
      container['volumeMounts'] = [...listUnder(container, 'volumeMounts'), mount];
    }
  }
}

const TOKEN_SOURCES: JsonObject = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 420,
};
