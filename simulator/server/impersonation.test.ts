import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';
let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

describe('acting as another', () => {
  const whoami = async (headers: Record<string, string>, user = 'admin') => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    return (await cluster.call(path, { method: 'POST', body: {}, headers, user })).body;
  };

  it.each<[Record<string, string>, string, string[]]>([
    [{}, 'kubernetes-admin', ['system:masters', 'system:authenticated']],
    [{ 'impersonate-user': 'view' }, 'view', ['system:authenticated']],
    [{ 'impersonate-user': 'x', 'impersonate-group': 'g' }, 'x', ['g', 'system:authenticated']],
    [{ 'impersonate-user': 'x', 'impersonate-group': 'system:authenticated' }, 'x', ['system:authenticated']],
    [
      { 'impersonate-user': 'system:serviceaccount:default:a' },
      'system:serviceaccount:default:a',
      ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    ],
  ])('%j', async (headers, username, groups) => {
    expect(await whoami(headers)).toMatchObject({ status: { userInfo: { username, groups } } });
  });

  it('limits requests to the impersonated user’s permissions', async () => {
    const headers = { 'impersonate-user': 'view' };
    expect((await cluster.call(SERVICES, { method: 'POST', body: {}, headers })).code).toBe(403);
    expect(await whoami({ 'impersonate-user': 'system:anonymous' })).toMatchObject({ code: 403 });
  });

  it.each<[Record<string, string>, string]>([
    [
      { 'impersonate-user': 'x' },
      'users "x" is forbidden: User "edit" cannot impersonate resource "users" in API group "" at the cluster scope',
    ],
    [{ 'impersonate-group': 'g' }, 'requested [{Group  g    }] without impersonating a user'],
  ])('is refused without permission: %j', async (headers, message) => {
    expect((await whoami(headers, 'edit'))['message']).toBe(message);
  });

  it('needs permission only for the name: edit may act as a service account', async () => {
    const headers = { 'impersonate-user': 'system:serviceaccount:default:a' };
    expect((await whoami(headers, 'edit'))['status']).toBeDefined();
    expect(
      (await whoami({ ...headers, 'impersonate-group': 'system:masters' }, 'edit'))['message'],
    ).toContain('cannot impersonate resource "groups"');
  });
});
