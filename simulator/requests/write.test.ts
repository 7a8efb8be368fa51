import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatusError } from '#simulator/apimachinery/contract.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';
const PODS = '/api/v1/namespaces/default/pods';
const ksvc = (name: string, spec: unknown = {}, metadata: Record<string, unknown> = {}) => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});
const pod = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: '1' }] }] },
});

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

const create = (path: string, body: unknown) => cluster.call(path, { method: 'POST', body });
const patch = (path: string, type: string, body: unknown) =>
  cluster.call(path, { method: 'PATCH', body, headers: { 'content-type': `application/${type}+json` } });

describe('write', () => {
  it('creates with the manager that the user agent names', async () => {
    const { code, body } = await create(SERVICES, ksvc('a'));
    expect(code).toBe(201);
    expect(body).toMatchObject({
      metadata: {
        namespace: 'default',
        generation: 1,
        managedFields: [{ manager: 'test-client', operation: 'Update' }],
      },
    });
  });

  it('passes on admission’s warnings, once each, even with a refusal', async () => {
    const warned = await startServerTest({
      plugins: [
        {
          validate({ object, warn }) {
            if (object.kind !== 'Service') return;
            for (const text of ['say "a\\b"', 'é', 'é', 'two\nlines']) warn(text);
            if (object.metadata.name === 'bad') throw new StatusError(400, 'BadRequest', 'no');
          },
        },
      ],
    });
    const made = await warned.call(SERVICES, { method: 'POST', body: ksvc('a') });
    const refused = await warned.call(SERVICES, { method: 'POST', body: ksvc('bad') });
    await warned.close();
    const utf8 = Buffer.from('299 - "é"').toString('latin1');
    const expected = [String.raw`299 - "say \"a\\b\""`, utf8];
    expect(made).toMatchObject({ code: 201, warnings: expected });
    expect(refused).toMatchObject({ code: 400, warnings: expected });
  });

  it.each([
    ['not JSON', 'x{', 400, "couldn't get version/kind"],
    ['no kind', { metadata: { name: 'a' } }, 400, "Object 'Kind' or 'apiVersion' is missing"],
    ['another kind', { ...ksvc('a'), kind: 'Route' }, 400, 'does not match the expected API version'],
    [
      'another namespace',
      ksvc('a', {}, { namespace: 'kube-system' }),
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    ['no name', ksvc(''), 422, 'Required value: name or generateName is required'],
    [
      'a bad label',
      ksvc('a', {}, { labels: { a: 'b c' } }),
      422,
      'metadata.labels: Invalid value: "b c": a valid label must be',
    ],
    ['a label that is a number', ksvc('a', {}, { labels: { a: 1 } }), 400, 'cannot unmarshal number'],
    ['a bad name', ksvc('A_b'), 422, 'a lowercase RFC 1123 subdomain must consist of'],
  ])('refuses %s', async (_name, body, code, message) => {
    const answer = await cluster.call(SERVICES, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({
      code,
      body: { kind: 'Status', message: expect.stringContaining(message) },
    });
  });

  it('refuses bodies above 3 MiB', async () => {
    expect((await create(SERVICES, ksvc('a', { x: 'x'.repeat(3 * 1024 * 1024) }))).code).toBe(413);
  });

  it('writes nothing on a dry run', async () => {
    expect((await create(`${SERVICES}?dryRun=All`, ksvc('a'))).code).toBe(201);
    expect((await cluster.call(`${SERVICES}/a`)).code).toBe(404);
    expect((await create(`${SERVICES}?dryRun=Some`, ksvc('a'))).code).toBe(422);
  });

  it('requires a resourceVersion to replace a custom resource', async () => {
    await create(SERVICES, ksvc('a'));
    expect(await cluster.call(`${SERVICES}/a`, { method: 'PUT', body: ksvc('a') })).toMatchObject({
      code: 422,
      body: {
        message:
          'services.serving.knative.dev "a" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
      },
    });
    expect(
      await cluster.call(`${SERVICES}/a`, { method: 'PUT', body: ksvc('a', {}, { resourceVersion: '1' }) }),
    ).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on services.serving.knative.dev "a": the object has been modified; please apply your changes to the latest version and try again',
        details: { name: 'a', group: 'serving.knative.dev', kind: 'services' },
      },
    });
  });

  it('patches by JSON Patch, and refuses one whose test fails', async () => {
    await create(SERVICES, ksvc('a', { traffic: [{ percent: 100 }] }));
    const replace = { op: 'replace', path: '/spec/traffic', value: [{ percent: 50 }, { percent: 50 }] };
    const test = (percent: number) => ({ op: 'test', path: '/spec/traffic', value: [{ percent }] });
    expect(await patch(`${SERVICES}/a`, 'json-patch', [test(90), replace])).toMatchObject({
      code: 422,
      body: { reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
    });
    const { body } = await patch(`${SERVICES}/a?fieldManager=sluice`, 'json-patch', [test(100), replace]);
    expect(body).toMatchObject({ metadata: { generation: 2 }, spec: { traffic: replace.value } });
    expect(JSON.stringify(body)).toContain('"f:traffic":{}');
  });

  it('applies strategic merge patches to built-in kinds, not to custom ones', async () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: pod('p').spec };
    const spec = { selector: { matchLabels: labels }, template };
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await create(deployments, { metadata: { name: 'd' }, spec });
    const containers = [{ name: 'c', env: [{ name: 'B', value: '2' }] }];
    const change = { spec: { template: { spec: { containers } } } };
    const { body } = await patch(`${deployments}/d`, 'strategic-merge-patch', change);
    expect((body as { spec: typeof spec }).spec.template.spec).toMatchObject({
      containers: [
        {
          name: 'c',
          image: 'i',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        },
      ],
    });
    await create(SERVICES, ksvc('a'));
    expect(await patch(`${SERVICES}/a`, 'strategic-merge-patch', {})).toMatchObject({
      code: 415,
      body: {
        reason: 'UnsupportedMediaType',
        message:
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
      },
    });
  });

  it('keeps status separate', async () => {
    await create(SERVICES, ksvc('a'));
    const status = await patch(`${SERVICES}/a/status`, 'merge-patch', {
      status: { url: 'u' },
      spec: { x: 1 },
    });
    expect(status.body).toMatchObject({ status: { url: 'u' }, spec: {}, metadata: { generation: 1 } });
    const spec = await patch(`${SERVICES}/a`, 'merge-patch', { status: { url: 'v' }, spec: { traffic: [] } });
    expect(spec.body).toMatchObject({
      status: { url: 'u' },
      spec: { traffic: [] },
      metadata: { generation: 2 },
    });
  });

  it('deletes with preconditions, and returns a Status', async () => {
    await create(SERVICES, ksvc('a'));
    const body = { preconditions: { uid: 'other' } };
    expect((await cluster.call(`${SERVICES}/a`, { method: 'DELETE', body })).code).toBe(409);
    expect(await cluster.call(`${SERVICES}/a`, { method: 'DELETE' })).toMatchObject({
      code: 200,
      body: {
        kind: 'Status',
        status: 'Success',
        details: { name: 'a', group: 'serving.knative.dev', kind: 'services' },
      },
    });
    expect(await cluster.call(`${SERVICES}/a`)).toMatchObject({
      code: 404,
      body: {
        message: 'services.serving.knative.dev "a" not found',
        details: { name: 'a', group: 'serving.knative.dev', kind: 'services' },
      },
    });
  });

  it('deletes a selected collection', async () => {
    for (const name of ['a', 'b', 'c']) await create(PODS, pod(name, { app: name === 'c' ? 'y' : 'x' }));
    await cluster.call(`${PODS}?labelSelector=app%3Dx`, { method: 'DELETE' });
    expect(
      cluster.store.list({ group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true }),
    ).toHaveLength(1);
  });
});
