import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Field, protobufBody } from '#simulator/testing/protobuf.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

let cluster: ServerTest;
beforeAll(async () => {
  cluster = await startServerTest();
});
afterAll(() => cluster.close());

const ON_NAMESPACE: readonly [path: string, kind: string, spec: Record<string, unknown>][] = [
  ['/apis/apps/v1/namespaces/default/statefulsets', 'StatefulSet', { serviceName: 'db' }],
  ['/apis/batch/v1/namespaces/default/jobs', 'Job', { completions: 3 }],
  ['/apis/networking.k8s.io/v1/namespaces/default/ingresses', 'Ingress', { ingressClassName: 'nginx' }],
  ['/apis/coordination.k8s.io/v1/namespaces/default/leases', 'Lease', { holderIdentity: 'me' }],
  ['/apis/policy/v1/namespaces/default/poddisruptionbudgets', 'PodDisruptionBudget', { minAvailable: 1 }],
  ['/api/v1/namespaces/default/resourcequotas', 'ResourceQuota', { hard: { cpu: '1' } }],
];

describe('a built-in kind without a controller', () => {
  it.each(ON_NAMESPACE)('is stored, listed and deleted at %s', async (path, kind, spec) => {
    const body = { metadata: { name: 'kept' }, spec };
    const made = await cluster.call(path, { method: 'POST', body });
    expect([made.code, made.body['kind'], made.body['spec']]).toEqual([201, kind, spec]);
    const list = await cluster.call(path);
    expect(list.body).toMatchObject({ kind: `${kind}List`, items: [{ metadata: { name: 'kept' } }] });
    expect((await cluster.call(`${path}/kept`, { method: 'DELETE' })).code).toBe(200);
  });

  it('is in discovery', async () => {
    const { body } = await cluster.call('/apis/batch/v1');
    const names = (body['resources'] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['jobs', 'jobs/status', 'cronjobs', 'cronjobs/status']);
  });
});

describe('a body in protobuf, as kubectl create and the typed clients of client-go send it', () => {
  const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };

  it('is read for a kind without a controller', async () => {
    const container: Field[] = [
      [1, 'main'],
      [2, 'example.com/job'],
    ];
    const template: Field[] = [
      [
        2,
        [
          [2, container],
          [3, 'Never'],
        ],
      ],
    ];
    const made = await cluster.call('/apis/batch/v1/namespaces/default/jobs', {
      method: 'POST',
      headers,
      body: protobufBody('batch/v1', 'Job', [
        [1, [[1, 'once']]],
        [2, [[6, template]]],
      ]),
    });
    expect([made.code, made.body['spec']]).toEqual([
      201,
      {
        template: {
          spec: { containers: [{ name: 'main', image: 'example.com/job' }], restartPolicy: 'Never' },
        },
      },
    ]);
  });

  it('is refused with a message that asks for JSON when its kind is not built in', async () => {
    const { code, body } = await cluster.call('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      method: 'POST',
      headers,
      body: protobufBody('apiextensions.k8s.io/v1', 'CustomResourceDefinition', []),
    });
    expect([code, body['message']]).toEqual([
      415,
      'the embedded cluster cannot read this object as protobuf, send JSON instead: its kind is unknown',
    ]);
  });
});

describe('a body without kind and apiVersion', () => {
  it('is of the kind that its path names', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const made = await cluster.call(path, {
      method: 'POST',
      body: { metadata: { name: 'bare' }, data: { a: '1' } },
    });
    expect([made.code, made.body['kind'], made.body['apiVersion']]).toEqual([201, 'ConfigMap', 'v1']);
    const replaced = await cluster.call(`${path}/bare`, {
      method: 'PUT',
      body: { metadata: { name: 'bare' }, data: { a: '2' } },
    });
    expect([replaced.code, replaced.body['data']]).toEqual([200, { a: '2' }]);
  });

  it('is refused for a custom kind, as a real API server does', async () => {
    const path = '/apis/serving.knative.dev/v1/namespaces/default/services';
    const { code, body } = await cluster.call(path, { method: 'POST', body: { metadata: { name: 'a' } } });
    expect([code, body['message']]).toEqual([
      400,
      "the object provided is unrecognized (must be of type Service): Object 'Kind' or 'apiVersion' is missing",
    ]);
  });
});

describe('what is out of scope', () => {
  it.each([
    ['pods/x/exec', 'pods of the embedded cluster run nothing: there is nothing to execute a command in'],
    ['pods/x/portforward', 'pods of the embedded cluster run nothing: there is no port to forward'],
    ['pods/x/eviction', 'the embedded cluster evicts no pods: delete the pod instead'],
    [
      'serviceaccounts/default/token',
      'the embedded cluster issues no tokens for service accounts: use the kubeconfig of one of its users',
    ],
  ])('%s is refused with the reason', async (path, message) => {
    const { code, body } = await cluster.call(`/api/v1/namespaces/default/${path}`, {
      method: 'POST',
      body: {},
    });
    expect([code, body['reason'], body['message']]).toEqual([405, 'MethodNotAllowed', message]);
  });

  it('a version of a kind that is not served is refused with the one that is', async () => {
    const path = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
    const { code, body } = await cluster.call(path, { method: 'POST', body: {} });
    expect([code, body['reason'], body['message']]).toEqual([
      404,
      'NotFound',
      'the embedded cluster serves horizontalpodautoscalers in autoscaling/v2 only, not in v1',
    ]);
  });
});
