import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest, type TestAnswer } from '#simulator/testing/server-test.ts';

// The messages are those of kube-apiserver v1.35.4 for the same requests.

const CORE = '/api/v1/namespaces/default';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const labels = { app: 'web' };
const container = { name: 'c', image: 'nginx:1' };
const named = (name: string, rest: object): object => ({ metadata: { name }, ...rest });
const deployment = (name: string, changes: object = {}): object => {
  const template = { metadata: { labels }, spec: { containers: [container] } };
  return named(name, { spec: { selector: { matchLabels: labels }, template, ...changes } });
};
const service = (spec: object): object => named('s', { spec: { selector: labels, ...spec } });
const port = (number: number, more: object = {}): object => ({ port: number, ...more });

let cluster: ServerTest;
beforeAll(async () => {
  cluster = await startServerTest();
});
afterAll(() => cluster.close());

const post = (path: string, body: unknown): Promise<TestAnswer> =>
  cluster.call(path, { method: 'POST', body });
const patch = (path: string, body: unknown): Promise<TestAnswer> =>
  cluster.call(path, { method: 'PATCH', body, headers: { 'content-type': 'application/merge-patch+json' } });

describe('a new object with values that a real API server refuses', () => {
  it.each([
    [
      'a selector that does not match the template',
      DEPLOYMENTS,
      deployment('d', { selector: { matchLabels: { app: 'other' } } }),
      'Deployment.apps "d" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
    [
      'no selector and no template',
      DEPLOYMENTS,
      named('d', { spec: { replicas: 2 } }),
      'Deployment.apps "d" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
    ],
    [
      'negative replicas',
      DEPLOYMENTS,
      deployment('d', { replicas: -1 }),
      'Deployment.apps "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'an unknown strategy',
      DEPLOYMENTS,
      deployment('d', { strategy: { type: 'Foo' } }),
      'Deployment.apps "d" is invalid: spec.strategy: Unsupported value: {"Type":"Foo","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
    ['no ports', `${CORE}/services`, service({}), 'Service "s" is invalid: spec.ports: Required value'],
    [
      'ports without names',
      `${CORE}/services`,
      service({ ports: [port(80), port(81)] }),
      'Service "s" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
    ],
    [
      'a node port out of range',
      `${CORE}/services`,
      service({ type: 'NodePort', ports: [port(80, { nodePort: 80 })] }),
      'Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      'an unknown type, protocol and port',
      `${CORE}/services`,
      service({ type: 'Foo', ports: [port(0, { protocol: 'X' })] }),
      'Service "s" is invalid: [spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP", spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive, spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]',
    ],
    [
      'a key that is no file name',
      `${CORE}/configmaps`,
      named('c', { data: { 'a b': 'c' } }),
      `ConfigMap "c" is invalid: data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
    [
      'a TLS Secret without its keys',
      `${CORE}/secrets`,
      named('t', { type: 'kubernetes.io/tls', data: { a: 'Yg==' } }),
      'Secret "t" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]',
    ],
    [
      'a pod without containers',
      `${CORE}/pods`,
      named('p', { spec: { containers: [] } }),
      'Pod "p" is invalid: spec.containers: Required value',
    ],
    [
      'a bad restart policy, port and mount',
      `${CORE}/pods`,
      named('p', {
        spec: {
          restartPolicy: 'X',
          containers: [
            { ...container, ports: [{ containerPort: 0 }], volumeMounts: [{ name: 'v', mountPath: '/x' }] },
          ],
        },
      }),
      'Pod "p" is invalid: [spec.containers[0].ports[0].containerPort: Required value, spec.containers[0].volumeMounts[0].name: Not found: "v", spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"]',
    ],
    [
      'a namespace whose name is not a label',
      '/api/v1/namespaces',
      named('Bad_Name', {}),
      `Namespace "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    ],
    [
      'label and annotation keys of a wrong form',
      `${CORE}/configmaps`,
      { metadata: { name: 'c', labels: { 'x/y/z': 'c' }, annotations: { 'bad!': 'c' } } },
      `ConfigMap "c" is invalid: [metadata.labels: Invalid value: "x/y/z": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName'), metadata.annotations: Invalid value: "bad!": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]`,
    ],
    [
      'annotations that are too large',
      `${CORE}/configmaps`,
      { metadata: { name: 'c', annotations: { a: 'x'.repeat(256 * 1024) } } },
      'ConfigMap "c" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
  ])('is refused: %s', async (_what, path, body, message) => {
    const refused = await post(path, body);
    expect([refused.code, refused.body['message']]).toEqual([422, message]);
  });
});

describe('a change that a real API server refuses', () => {
  beforeAll(async () => {
    await Promise.all([
      post(DEPLOYMENTS, deployment('fixed')),
      post(`${CORE}/services`, named('svc', { spec: { type: 'NodePort', ports: [port(80)] } })),
      post(`${CORE}/configmaps`, named('frozen', { immutable: true, data: { a: 'b' } })),
      post(`${CORE}/secrets`, named('typed', { data: { a: 'Yg==' } })),
      post(`${CORE}/pods`, named('fixed', { spec: { containers: [container] } })),
    ]);
  });

  it.each([
    [
      'of a selector',
      `${DEPLOYMENTS}/fixed`,
      {
        spec: {
          selector: { matchLabels: { app: 'web', x: 'y' } },
          template: { metadata: { labels: { x: 'y' } } },
        },
      },
      'Deployment.apps "fixed" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web","x":"y"}}: field is immutable',
    ],
    [
      'of a rolling update to Recreate that keeps its parameters',
      `${DEPLOYMENTS}/fixed`,
      { spec: { strategy: { type: 'Recreate' } } },
      'Deployment.apps "fixed" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \'Recreate\'',
    ],
    [
      'of a cluster IP',
      `${CORE}/services/svc`,
      { spec: { clusterIP: '10.96.3.3' } },
      'Service "svc" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.3.3"]: may not change once set',
    ],
    [
      'of immutable data',
      `${CORE}/configmaps/frozen`,
      { data: { a: 'c' } },
      'ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    ],
    [
      'from immutable',
      `${CORE}/configmaps/frozen`,
      { immutable: false },
      'ConfigMap "frozen" is invalid: immutable: Forbidden: field is immutable when `immutable` is set',
    ],
    [
      'of the type of a Secret',
      `${CORE}/secrets/typed`,
      { type: 'x' },
      'Secret "typed" is invalid: type: Invalid value: "x": field is immutable',
    ],
  ])('is refused: %s', async (_what, path, body, message) => {
    const refused = await patch(path, body);
    expect([refused.code, refused.body['message']]).toEqual([422, message]);
  });

  it('is refused for a pod, except for its images and added tolerations', async () => {
    const refused = await patch(`${CORE}/pods/fixed`, { spec: { hostname: 'x' } });
    expect(refused.body['message']).toContain(
      'Pod "fixed" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,',
    );
    const { body } = await cluster.call(`${CORE}/pods/fixed`);
    const spec = body['spec'] as { containers: object[]; tolerations: object[] };
    const changed = {
      ...body,
      spec: {
        ...spec,
        containers: spec.containers.map((one) => ({ ...one, image: 'nginx:2' })),
        tolerations: [...spec.tolerations, { key: 'a', operator: 'Exists' }],
      },
    };
    const answer = await cluster.call(`${CORE}/pods/fixed`, { method: 'PUT', body: changed });
    expect(answer.code).toBe(200);
  });

  it('keeps the node port of a Service that is replaced, until its type has none', async () => {
    const { body } = await cluster.call(`${CORE}/services/svc`);
    const { ports } = body['spec'] as { ports: { nodePort: number }[] };
    expect(ports[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    const kept = await patch(`${CORE}/services/svc`, { spec: { ports: [port(80)] } });
    expect(kept.body['spec']).toMatchObject({ ports, externalTrafficPolicy: 'Cluster' });
    const without = await patch(`${CORE}/services/svc`, {
      spec: { type: 'ClusterIP', externalTrafficPolicy: null },
    });
    expect(without.body['spec']).not.toHaveProperty('ports.0.nodePort');
  });
});
