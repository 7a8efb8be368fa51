import * as fc from 'fast-check';
import { templateAnnotations } from './annotations.ts';
import { mostly, often, pick, rarely, sometimes, wire } from './arbitrary.ts';
import type { Wire } from './knative-oracle.ts';

const count = pick(0, 1, 3, 5, -1, 10);

const probe = fc.record({
  httpGet: sometimes(
    fc.record({
      path: sometimes(pick('/', '/healthz')),
      port: often(pick<unknown>(0, 8080, 'http', 'h2c', 'other', '')),
    }),
  ),
  tcpSocket: sometimes(fc.record({ port: often(pick<unknown>(0, 8080, 'http', 'x')) })),
  exec: rarely(pick({ command: ['a'] }, {})),
  grpc: rarely(pick({ port: 1 }, { port: 1, service: 'x' })),
  periodSeconds: sometimes(count),
  failureThreshold: sometimes(count),
  timeoutSeconds: sometimes(count),
  successThreshold: sometimes(count),
  initialDelaySeconds: sometimes(count),
  terminationGracePeriodSeconds: rarely(count),
});

const env = fc.record({
  name: mostly(pick('A', 'B'), pick('', 'PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION')),
  value: often(pick('v', '')),
  valueFrom: rarely(
    pick<Wire>(
      { secretKeyRef: { name: 's', key: 'k' } },
      { configMapKeyRef: { name: 's', key: 'k' } },
      { fieldRef: { fieldPath: 'metadata.name' } },
      { resourceFieldRef: { resource: 'x' } },
      {},
    ),
  ),
});

const envFrom = pick<Wire>(
  { configMapRef: { name: 'a' } },
  { secretRef: { name: 'a' } },
  {},
  { prefix: 'p' },
  { configMapRef: { name: 'a' }, secretRef: { name: 'b' } },
);

/** `protocol` is filled in, as the API server does from the schema before it calls a webhook. */
const port = fc.record({
  containerPort: often(
    fc.oneof(pick(8080, 80, 8012, 8013, 8022, 8008, 9090, 9091), pick(0, -1, 65_535, 65_536)),
  ),
  name: sometimes(pick('', 'http1', 'h2c', 'foo')),
  protocol: mostly(pick('TCP'), pick('UDP', 'SCTP')),
  hostPort: rarely(pick(80, 0)),
  hostIP: rarely(pick('1.2.3.4')),
});

const digest = `sha256:${'0'.repeat(64)}`;
const image = mostly(
  pick('ikubernetes/helloworld-go'),
  fc.oneof(
    pick(
      '',
      'a',
      'a/b',
      'foo:bar:baz',
      'A/b',
      'UPPER',
      'a//b',
      'a:',
      'x y',
      'gcr.io/a',
      'localhost:5000/x:y',
      '/a',
      'a/',
    ),
    pick(
      `gcr.io/a/b@${digest}`,
      `gcr.io/a/b:v@${digest}`,
      'a/b@sha256:12',
      'a@b@c',
      'a.b:x/c',
      'é/a',
      `a/${'b'.repeat(256)}`,
    ),
    fc.string({ unit: fc.constantFrom(...'aA0./:@-_ '.split('')), maxLength: 10 }),
  ),
);

const mount = fc.record({
  name: pick('v', 'w', 'none'),
  mountPath: often(
    pick('/v', '/w', '/', '/dev', '/dev/log', 'rel', '/v/', '//v', '/a/../dev', '/a/./b', '', '/..'),
  ),
  readOnly: sometimes(fc.boolean()),
  mountPropagation: rarely(pick('None', 'HostToContainer', 'Bidirectional', '')),
});

/** Any container. */
const container: fc.Arbitrary<Wire> = fc.record({
  name: sometimes(pick('user-container', '', 'queue-proxy', 'c1', 'user-container-0')),
  image: mostly(image, pick(undefined)),
  env: sometimes(fc.array(env, { maxLength: 2 })),
  envFrom: rarely(fc.array(envFrom, { maxLength: 2 })),
  ports: sometimes(fc.array(port, { maxLength: 2 })),
  readinessProbe: sometimes(probe),
  livenessProbe: rarely(probe),
  startupProbe: rarely(probe),
  lifecycle: rarely(pick({}, { preStop: { exec: { command: ['a'] } } })),
  stdin: rarely(fc.boolean()),
  tty: rarely(fc.boolean()),
  workingDir: rarely(pick('/x')),
  imagePullPolicy: rarely(pick('Always', 'Never')),
  terminationMessagePolicy: rarely(pick('File', 'Nope', '')),
  securityContext: rarely(
    pick<Wire>(
      {},
      { runAsUser: 1 },
      { privileged: true },
      { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
      { capabilities: { add: ['NET_BIND_SERVICE', 'CHOWN'] } },
      { capabilities: {}, runAsNonRoot: false },
      { seccompProfile: { type: 'Localhost', localhostProfile: 'p' } },
      { seccompProfile: {}, allowPrivilegeEscalation: true },
    ),
  ),
  resources: rarely(
    pick<Wire>(
      {},
      { limits: { cpu: '1' } },
      { requests: { cpu: '100m', memory: '1Gi' } },
      { claims: [{ name: 'x' }] },
    ),
  ),
  volumeMounts: sometimes(fc.array(mount, { maxLength: 2 })),
});

const projection = pick<Wire>(
  { secret: { name: 's' } },
  {},
  { configMap: { name: 's', items: [{ key: 'k' }] } },
  { secret: {}, configMap: { name: 'c' } },
  { serviceAccountToken: { path: 'p' } },
  { serviceAccountToken: { audience: 'a' } },
  { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
  {
    downwardAPI: {
      items: [{ mode: 0, fieldRef: { fieldPath: 'x' }, resourceFieldRef: { resource: 'x' } }, {}],
    },
  },
  { clusterTrustBundle: { path: 'p' } },
);

const volume = fc.record({
  name: mostly(pick('v', 'w'), pick('', 'Bad_', 'x'.repeat(64))),
  emptyDir: often(pick<Wire>({}, { medium: 'Memory' }, { medium: 'Disk' })),
  secret: rarely(pick<Wire>({ secretName: 's' }, {}, { items: [{ key: 'k', path: 'p' }, { key: 'k' }, {}] })),
  configMap: rarely(pick({ name: 's' }, {})),
  projected: rarely(fc.record({ sources: often(fc.array(projection, { maxLength: 2 })) })),
  hostPath: rarely(pick({ path: '/' })),
  persistentVolumeClaim: rarely(pick({ claimName: 'c' }, { claimName: 'c', readOnly: true })),
  csi: rarely(pick({ driver: 'd' })),
  nfs: rarely(pick({ server: 's', path: '/' })),
  ephemeral: rarely(pick({})),
  image: rarely(pick<Wire>({ reference: 'a/b' }, {}, { reference: 'a/b', pullPolicy: 'x' })),
});

/** Any spec of a Revision. */
export const revisionSpec: fc.Arbitrary<Wire> = fc.record({
  containers: mostly(
    fc.constant<unknown>([{ image: 'ikubernetes/helloworld-go' }]),
    fc.array(container, { maxLength: 3 }),
  ),
  containerConcurrency: rarely(pick(0, 1, 1000, 1001, -1)),
  timeoutSeconds: rarely(pick(0, 1, 600, 601, -1)),
  responseStartTimeoutSeconds: rarely(pick(0, 5, -1)),
  idleTimeoutSeconds: rarely(pick(0, 5, -1)),
  serviceAccountName: rarely(pick('sa', 'Bad_', '', 'x'.repeat(254), 'a.b', 'a..b')),
  volumes: sometimes(fc.array(volume, { maxLength: 2 })),
  nodeSelector: rarely(pick({ a: 'b' }, {})),
  hostNetwork: rarely(fc.boolean()),
  restartPolicy: rarely(pick('Always', '')),
  automountServiceAccountToken: rarely(fc.boolean()),
  enableServiceLinks: rarely(fc.boolean()),
  initContainers: rarely(
    fc.array(fc.oneof(pick({ image: 'x', name: 'i' }, { image: 'x' }), container), { maxLength: 2 }),
  ),
  imagePullSecrets: rarely(pick([{ name: 'x' }])),
  tolerations: rarely(pick<unknown>([], [{ key: 'a' }])),
  dnsPolicy: rarely(pick('Default')),
  priority: rarely(pick(0, 1)),
  securityContext: rarely(
    pick<Wire>(
      {},
      { runAsUser: 1 },
      { runAsUser: -1, fsGroup: -1 },
      { runAsNonRoot: true, supplementalGroups: [1, -1] },
      { seccompProfile: { type: 'RuntimeDefault' } },
      { seccompProfile: { type: 'Unconfined', localhostProfile: 'p' } },
      { seccompProfile: { type: 'Localhost' } },
      { seccompProfile: {} },
      { sysctls: [{ name: 'a', value: 'b' }] },
    ),
  ),
  schedulerName: rarely(pick('x')),
  affinity: rarely(pick({})),
});

/** Any template for a Service named `svc`. */
export const template: fc.Arbitrary<Wire> = wire(
  fc.record({
    metadata: mostly(
      pick<Wire | undefined>(undefined),
      fc.record({
        name: sometimes(pick('svc-a', 'svc-b', 'foo', 'svc-B', '', `svc-${'x'.repeat(60)}`)),
        generateName: rarely(pick('svc-', 'S')),
        annotations: sometimes(templateAnnotations),
        labels: rarely(pick({ app: 'svc' }, {})),
      }),
    ),
    spec: revisionSpec,
  }),
);
