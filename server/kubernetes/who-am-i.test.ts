import { afterEach, beforeEach, expect, test } from 'vitest';
import { SYSTEM } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { userIn, whoAmI } from '#server/kubernetes/who-am-i.ts';
import { FakeApiServer } from '#tests/fake-apiserver.ts';
import { FakeClock } from '#tests/fake-clock.ts';
import { type Answer, status } from '#tests/fake-replies.ts';
import { plainCredentials } from '#tests/watch-fixture.ts';

let server: FakeApiServer;
let credentials: ReturnType<typeof plainCredentials>;
beforeEach(async () => {
  server = new FakeApiServer();
  credentials = plainCredentials(await server.listen());
});
afterEach(async () => {
  await credentials.close();
  await server.close();
});

const review = (userInfo: unknown): Answer => ({
  status: 201,
  body: { kind: 'SelfSubjectReview', status: { userInfo } },
});

test.each<[string, Answer, unknown]>([
  [
    'whom it names, with groups',
    review({ username: 'jane', groups: ['dev', 'system:authenticated'] }),
    { name: 'jane', groups: ['dev', 'system:authenticated'] },
  ],
  ['whom it names, without groups', review({ username: 'jane' }), { name: 'jane', groups: [] }],
  ['nobody, when it names nobody', review({}), undefined],
  ['nobody, when the server does not support the review', status(404, 'NotFound'), undefined],
  ['nobody, when the server refuses the review', status(403, 'Forbidden'), undefined],
  ['nobody, when something else answers', { status: 200, body: '<html>' }, undefined],
])('the API server identifies the caller as %s', async (_name, answer, identity) => {
  server.reply('any', answer);
  const client = new KubernetesClient({ credentials, clock: new FakeClock() });
  expect(await whoAmI(client, SYSTEM, new AbortController().signal)).toEqual(identity);
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  });
});

test.each([
  ['pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope', 'jane'],
  ['x is forbidden: User "oidc:\\"j\\" doe" cannot get path "/x"', 'oidc:"j" doe'],
  [
    'pods is forbidden: User "system:serviceaccount:ops:bot" cannot watch resource',
    'system:serviceaccount:ops:bot',
  ],
])('a refusal names the user: %s', (words, name) => {
  expect(userIn(words)).toEqual({ name, groups: [] });
});

test.each([
  '',
  'forbidden',
  'User jane cannot',
  'User "\\xff" cannot list',
])('a refusal that names nobody: %s', (words) => {
  expect(userIn(words)).toBeNull();
});
