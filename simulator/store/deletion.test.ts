import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest, type TestAnswer } from '#simulator/testing/server-test.ts';

// The responses are those of kube-apiserver and kube-controller-manager v1.35 to the same requests.

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const NAMESPACES = '/api/v1/namespaces';
const SERVICES = '/apis/serving.knative.dev/v1/namespaces/default/services';

type Fields = Record<string, unknown>;
type Metadata = Fields & { name: string; uid: string; finalizers?: string[] };

const configMap = (name: string, metadata: Fields = {}): Fields => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
});
const service = (name: string, metadata: Fields): Fields => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec: { template: { spec: { containers: [{ image: 'x' }] } } },
});

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

const post = (path: string, body: unknown): Promise<TestAnswer> =>
  cluster.call(path, { method: 'POST', body });
const remove = (path: string, body?: unknown): Promise<TestAnswer> =>
  cluster.call(path, { method: 'DELETE', ...(body === undefined ? {} : { body }) });
const setFinalizers = (path: string, finalizers: string[] | null): Promise<TestAnswer> =>
  cluster.call(path, {
    method: 'PATCH',
    body: { metadata: { finalizers } },
    headers: { 'content-type': 'application/merge-patch+json' },
  });

/** Records a collection's later changes as `type name: finalizers, own owners`. */
function follow(): string[] {
  const changes: string[] = [];
  cluster.store.subscribe(({ type, object: { metadata } }) => {
    const { name, finalizers = [], ownerReferences = [] } = metadata;
    const owners = ownerReferences.map((owner) => owner.name).join('+');
    const parts = [type, name, finalizers.join('+'), owners === '' ? '' : `of ${owners}`];
    changes.push(parts.filter((part) => part !== '').join(' '));
  });
  return changes;
}

describe('finalizers', () => {
  it('keep a deleted object until the last one is removed', async () => {
    await post(SERVICES, service('a', { finalizers: ['a.b/c', 'd.e/f'] }));
    const changes = follow();
    const marks = { generation: 2, deletionGracePeriodSeconds: 0, finalizers: ['a.b/c', 'd.e/f'] };
    const marked = {
      code: 200,
      body: { kind: 'Service', metadata: expect.objectContaining(marks) as unknown },
    };
    expect(await remove(`${SERVICES}/a`)).toMatchObject(marked);
    expect(await remove(`${SERVICES}/a`)).toMatchObject(marked);
    expect((await setFinalizers(`${SERVICES}/a`, ['a.b/c'])).code).toBe(200);
    expect((await setFinalizers(`${SERVICES}/a`, null)).code).toBe(200);
    expect((await cluster.call(`${SERVICES}/a`)).code).toBe(404);
    // The last event matches the last stored state.
    expect(changes).toEqual(['MODIFIED a a.b/c+d.e/f', 'MODIFIED a a.b/c', 'DELETED a a.b/c']);
  });

  it('cannot be added to an object that is being deleted', async () => {
    await post(SERVICES, service('a', { finalizers: ['a.b/c'] }));
    await remove(`${SERVICES}/a`);
    const why =
      'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"n.e/w"}';
    expect(await setFinalizers(`${SERVICES}/a`, ['a.b/c', 'n.e/w'])).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        message: `Service.serving.knative.dev "a" is invalid: metadata.finalizers: ${why}`,
        details: { kind: 'Service', group: 'serving.knative.dev' },
      },
    });
  });

  it.each([
    [
      ['bad name'],
      '[metadata.finalizers: Invalid value: "bad name": name part must consist of alphanumeric characters',
    ],
    [
      ['nodomain'],
      'metadata.finalizers[0]: Invalid value: "nodomain": name is neither a standard finalizer name nor is it fully qualified',
    ],
    [
      ['orphan', 'foregroundDeletion'],
      'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ],
  ])('have names: %j', async (finalizers, message) => {
    expect(await post(CONFIG_MAPS, configMap('a', { finalizers }))).toMatchObject({
      code: 422,
      body: { message: expect.stringContaining(`ConfigMap "a" is invalid: ${message}`) as unknown },
    });
  });

  it('follow the policy of the last deletion, and are only returned on a dry run', async () => {
    await post(CONFIG_MAPS, configMap('a', { finalizers: ['a.b/c'] }));
    const shown = (answer: TestAnswer) => (answer.body['metadata'] as Metadata).finalizers;
    const path = `${CONFIG_MAPS}/a`;
    expect(shown(await remove(`${path}?propagationPolicy=Foreground&dryRun=All`))).toEqual([
      'a.b/c',
      'foregroundDeletion',
    ]);
    expect(shown(await cluster.call(path))).toEqual(['a.b/c']);
    expect(shown(await remove(path, { orphanDependents: true }))).toEqual(['a.b/c', 'orphan']);
    expect(shown(await remove(path, { propagationPolicy: 'Background' }))).toEqual(['a.b/c']);
  });

  it.each([
    [
      { propagationPolicy: 'No' },
      422,
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "No": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
    [
      { propagationPolicy: 'Foreground', orphanDependents: true },
      422,
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Foreground": orphanDependents and deletionPropagation cannot be both set',
    ],
    [
      { preconditions: { uid: 'u' } },
      409,
      'Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (u) does not match the UID in record (…). The object might have been deleted and then recreated',
    ],
    [
      { preconditions: { resourceVersion: '1' } },
      409,
      'Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (…). The object might have been modified',
    ],
  ])('are not touched by a deletion that is refused: %j', async (options, code, message) => {
    await post(CONFIG_MAPS, configMap('a'));
    const answer = await remove(`${CONFIG_MAPS}/a`, options);
    expect(answer.code).toBe(code);
    expect(String(answer.body['message']).replace(/record \([-0-9a-f]+\)/, 'record (…)')).toBe(message);
  });
});

describe('the deletion of an owner', () => {
  /**
   * An owner with three dependents: one that blocks it and has its own dependent, one that does not block, and one with a second
   * owner.
   */
  async function tree(): Promise<void> {
    const make = async (name: string, ...owners: [Metadata, blocks: boolean][]): Promise<Metadata> => {
      const ownerReferences = owners.map(([owner, blockOwnerDeletion]) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        name: owner.name,
        uid: owner.uid,
        blockOwnerDeletion,
      }));
      return (await post(CONFIG_MAPS, configMap(name, { ownerReferences }))).body['metadata'] as Metadata;
    };
    const owner = await make('owner');
    const other = await make('other');
    const child = await make('child', [owner, true]);
    await make('grandchild', [child, true]);
    await make('free', [owner, false]);
    await make('shared', [owner, true], [other, false]);
    cluster.clock.advance(1000);
  }

  it.each([
    [
      'Background',
      [
        'DELETED child of owner',
        'DELETED free of owner',
        'DELETED grandchild of child',
        'DELETED owner',
        'MODIFIED shared of other',
      ],
    ],
    [
      'Foreground',
      [
        'DELETED child foregroundDeletion of owner',
        'DELETED free of owner',
        'DELETED grandchild of child',
        'DELETED owner foregroundDeletion',
        'MODIFIED child foregroundDeletion of owner',
        'MODIFIED owner foregroundDeletion',
        'MODIFIED shared of other',
      ],
    ],
    [
      'Orphan',
      [
        'DELETED owner orphan',
        'MODIFIED child',
        'MODIFIED free',
        'MODIFIED owner orphan',
        'MODIFIED shared of other',
      ],
    ],
  ])('in the way of %s', async (policy, expected) => {
    await tree();
    const changes = follow();
    await remove(`${CONFIG_MAPS}/owner?propagationPolicy=${policy}`);
    cluster.clock.advance(1000);
    expect(changes.toSorted()).toEqual(expected);
    const position = (change: string) => changes.findIndex((one) => one.startsWith(change));
    const isLast = position('DELETED owner') === changes.length - 1;
    expect(isLast).toBe(policy !== 'Background');
  });
});

describe('the deletion of a namespace', () => {
  const condition = (body: Fields, type: string): Fields | undefined =>
    (body['status'] as { conditions?: Fields[] }).conditions?.find((one) => one['type'] === type);

  beforeEach(async () => {
    await post(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  });

  it('waits for its contents, and names them', async () => {
    await post(`${NAMESPACES}/shop/configmaps`, configMap('held', { finalizers: ['a.b/c'] }));
    const { body } = await remove(`${NAMESPACES}/shop`);
    expect(body).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } });
    expect(body['metadata']).not.toHaveProperty('deletionGracePeriodSeconds');
    cluster.clock.advance(1000);
    const waiting = await cluster.call(`${NAMESPACES}/shop`);
    expect(condition(waiting.body, 'NamespaceContentRemaining')).toMatchObject({
      status: 'True',
      message: 'Some resources are remaining: configmaps. has 1 resource instances',
    });
    expect(condition(waiting.body, 'NamespaceFinalizersRemaining')).toMatchObject({
      status: 'True',
      message: 'Some content in the namespace has finalizers remaining: a.b/c in 1 resource instances',
    });
    expect(await post(`${NAMESPACES}/shop/configmaps`, configMap('late'))).toMatchObject({
      code: 403,
      body: { details: { causes: [{ reason: 'NamespaceTerminating' }] } },
    });
    await setFinalizers(`${NAMESPACES}/shop/configmaps/held`, null);
    cluster.clock.advance(1000);
    expect((await cluster.call(`${NAMESPACES}/shop`)).code).toBe(404);
  });

  it('ends when its finalizer is removed manually', async () => {
    await post(`${NAMESPACES}/shop/configmaps`, configMap('held', { finalizers: ['a.b/c'] }));
    await remove(`${NAMESPACES}/shop`);
    const body = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
      spec: { finalizers: [] },
    };
    expect((await cluster.call(`${NAMESPACES}/shop/finalize`, { method: 'PUT', body })).code).toBe(200);
    expect((await cluster.call(`${NAMESPACES}/shop`)).code).toBe(404);
  });

  it.each(['default', 'kube-system'])('is refused for %s', async (name) => {
    expect(await remove(`${NAMESPACES}/${name}`)).toMatchObject({
      code: 403,
      body: { message: `namespaces "${name}" is forbidden: this namespace may not be deleted` },
    });
  });
});
