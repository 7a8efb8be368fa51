import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest, type TestAnswer } from '#simulator/testing/server-test.ts';

// The messages are those of kube-apiserver v1.35.4 for the same requests.

const CORE = '/api/v1/namespaces/default';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const labels = { app: 'web' };
const container = { name: 'c', image: 'nginx:1' };
const pod = (spec: unknown): object => ({ metadata: { name: 'a' }, spec });
const deployment = (changes: object, containers: readonly unknown[] = [container]): object => {
  const template = { metadata: { labels }, spec: { containers } };
  return pod({ ...changes, selector: { matchLabels: labels }, template });
};

describe('a value that a field of a built-in kind cannot hold', () => {
  let cluster: ServerTest;
  beforeAll(async () => {
    cluster = await startServerTest();
  });
  afterAll(() => cluster.close());

  const post = (path: string, body: unknown): Promise<TestAnswer> =>
    cluster.call(`${path}?fieldValidation=Ignore`, { method: 'POST', body });
  const patch = (type: string, body: unknown): Promise<TestAnswer> =>
    cluster.call(`${DEPLOYMENTS}/a`, {
      method: 'PATCH',
      body,
      headers: { 'content-type': `application/${type}+json` },
    });

  it.each([
    [
      'a text for a number',
      DEPLOYMENTS,
      deployment({ replicas: 'two' }),
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a fraction for an integer, the first of several',
      DEPLOYMENTS,
      deployment({ replicas: 1.5 }, [{ ...container, env: [{ name: 7 }] }]),
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number for a text, below lists',
      '/apis/batch/v1/namespaces/default/jobs',
      pod({ template: { spec: { containers: [{ name: 'c', image: 1 }] } } }),
      'json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string',
    ],
    [
      'a number in a map of texts',
      `${CORE}/configmaps`,
      { metadata: { name: 'a' }, data: { a: 1 } },
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    [
      'an object for a list',
      `${CORE}/pods`,
      pod({ containers: container }),
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a text for an object',
      `${CORE}/pods`,
      pod('x'),
      'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
    ],
    [
      'a bad quantity, before any other error',
      `${CORE}/pods`,
      pod({ hostNetwork: 'yes', containers: [{ ...container, resources: { limits: { cpu: 'abc' } } }] }),
      'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
    ],
    [
      'bytes that are not base64',
      `${CORE}/secrets`,
      { metadata: { name: 'a' }, data: { a: '!!' } },
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    ],
  ])('is refused: %s', async (_what, path, body, why) => {
    const refused = await post(path, body);
    expect([refused.code, refused.body['reason']]).toEqual([400, 'BadRequest']);
    expect(refused.body['message']).toContain(why);
  });

  it('is refused in the result of a patch', async () => {
    expect((await post(DEPLOYMENTS, deployment({}))).code).toBe(201);
    const refused = await patch('merge-patch', { spec: { replicas: 'x' } });
    expect([refused.code, refused.body['reason']]).toEqual([422, 'Invalid']);
    expect(refused.body['message']).toContain(
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  it('does not include null, a number or text for a port, and a plain number for a quantity', async () => {
    const resources = { limits: { cpu: 1, memory: '64Mi' } };
    const probe = { httpGet: { port: 'http' } };
    const spec = { hostNetwork: null, containers: [{ ...container, resources, readinessProbe: probe }] };
    const created = await post(`${CORE}/pods`, { metadata: { name: 'good', creationTimestamp: null }, spec });
    expect(created.code).toBe(201);
    expect(created.body['spec']).not.toHaveProperty('hostNetwork');
  });
});
