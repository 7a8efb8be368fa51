import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import { TrafficConflictError } from '#server/actions/errors.ts';
import { type ShiftTraffic, shiftTraffic } from '#server/actions/shift-traffic.ts';
import type { LocalCaller } from '#server/caller.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { ApiStatusError } from '#server/kubernetes/errors.ts';
import type { RequestRecord } from '#server/kubernetes/request-log.ts';
import { startCluster } from '#simulator/control-plane/cluster.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { ADMIN, serviceManifest } from '#simulator/testing/controller-test.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';
import { FakeClock } from '#tests/fake-clock.ts';

const person: LocalCaller = { kind: 'local', via: 'cookie' };
const place = { namespace: 'default', name: 'shop' };
const SPLIT: TrafficTarget[] = [
  { revisionName: 'shop-v1', percent: 90, tag: 'stable', latestRevision: false },
  { latestRevision: true, percent: 10 },
];
const NEXT: TrafficTarget[] = [
  { revisionName: 'shop-v1', percent: 75, tag: 'stable', latestRevision: false },
  { latestRevision: true, percent: 25 },
];

let cluster: ServerTest;
let folder: string;
let knative: ReturnType<typeof startCluster>;
const opened: Credentials[] = [];

beforeEach(async () => {
  cluster = await startServerTest({ plugins: [knativeAdmission] });
  folder = await mkdtemp(join(tmpdir(), 'sluice-shift-'));
  knative = startCluster({
    store: cluster.store,
    clock: cluster.clock,
    random: seededRandom(3),
    report: (error) => {
      throw error;
    },
  });
  cluster.store.create(KNATIVE.service, serviceManifest('shop', { revisionName: 'shop-v1' }), ADMIN);
  cluster.clock.advance(60_000);
  const { spec, ...service } = present();
  cluster.store.update(KNATIVE.service, { ...service, spec: { ...spec, traffic: SPLIT } }, ADMIN);
  cluster.clock.advance(60_000);
});

afterEach(async () => {
  knative.stop();
  for (const credentials of opened.splice(0)) await credentials.close();
  await cluster.close();
  await rm(folder, { recursive: true });
});

function present(): KnativeService {
  const found = cluster.store.get(KNATIVE.service, place.namespace, place.name);
  if (found === undefined) throw new Error('The Service is gone.');
  return structuredClone(found);
}

/** A client with the kubeconfig of one of the cluster's users, and the requests it made. */
async function clientOf(user: string): Promise<{ client: KubernetesClient; requests: RequestRecord[] }> {
  const file = join(folder, user);
  await writeFile(file, cluster.server.kubeconfig(user), { mode: 0o600 });
  const clock = new FakeClock();
  const credentials = loadCredentials({ env: { KUBECONFIG: file }, clock });
  opened.push(credentials);
  const requests: RequestRecord[] = [];
  const client = new KubernetesClient({ credentials, clock, onRequest: (record) => requests.push(record) });
  return { client, requests };
}

function write(changes: Partial<ShiftTraffic> = {}): ShiftTraffic {
  const { uid } = present().metadata;
  return { ...place, uid, base: SPLIT, traffic: NEXT, dryRun: false, ...changes };
}

async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: unknown) => error,
  );
}

describe('shiftTraffic on a Kubernetes API', () => {
  it('replaces spec.traffic as the field manager sluice, and the Route follows', async () => {
    const { client, requests } = await clientOf('admin');
    const before = present().metadata.generation ?? 0;
    const result = await shiftTraffic(person, client, write());
    expect(result).toEqual({ traffic: NEXT, generation: before + 1, changed: true, warnings: [] });
    expect(present().spec.traffic).toEqual(NEXT);
    expect(present().metadata.managedFields).toContainEqual(expect.objectContaining({ manager: 'sluice' }));
    expect(requests).toHaveLength(1);
    cluster.clock.advance(60_000);
    expect(present().status?.traffic).toMatchObject([{ percent: 75, tag: 'stable' }, { percent: 25 }]);
  });

  it('returns the verdict of a dry run and writes nothing', async () => {
    const { client } = await clientOf('admin');
    const before = present();
    const result = await shiftTraffic(person, client, write({ dryRun: true }));
    expect(result).toMatchObject({ traffic: NEXT, changed: true });
    expect(present()).toEqual(before);
  });

  it('makes no request for a list that changes nothing', async () => {
    const { client, requests } = await clientOf('admin');
    expect(await shiftTraffic(person, client, write({ traffic: SPLIT }))).toMatchObject({ changed: false });
    expect(requests).toEqual([]);
  });

  it('writes even if status or labels changed in the meantime', async () => {
    const { client } = await clientOf('admin');
    const edit = write();
    const { metadata, ...service } = present();
    const labels = { ...metadata.labels, team: 'a' };
    cluster.store.update(KNATIVE.service, { ...service, metadata: { ...metadata, labels } }, ADMIN);
    await shiftTraffic(person, client, edit);
    expect(present().spec.traffic).toEqual(NEXT);
    expect(present().metadata.labels).toMatchObject({ team: 'a' });
  });

  it.each([
    false,
    true,
  ])('refuses traffic that somebody else changed, and returns theirs (dry run: %s)', async (dryRun) => {
    const { client } = await clientOf('admin');
    const edit = write({ dryRun });
    const theirs: TrafficTarget[] = [{ latestRevision: true, percent: 100 }];
    const { spec, ...service } = present();
    cluster.store.update(KNATIVE.service, { ...service, spec: { ...spec, traffic: theirs } }, ADMIN);
    const refusal = await refusalOf(shiftTraffic(person, client, edit));
    expect(refusal).toBeInstanceOf(TrafficConflictError);
    expect(refusal).toMatchObject({
      standing: { theirs, uid: edit.uid, generation: present().metadata.generation, by: 'kubernetes-admin' },
    });
    expect(present().spec.traffic).toEqual(theirs);
  });

  it('accepts the same write again, as after a lost response, and writes nothing more', async () => {
    const { client } = await clientOf('admin');
    const edit = write({ traffic: [{ revisionName: 'shop-v1', percent: 100 }] });
    const { generation, traffic } = await shiftTraffic(person, client, edit);
    expect(await shiftTraffic(person, client, edit)).toEqual({
      traffic,
      generation,
      changed: false,
      warnings: [],
    });
    expect(present().metadata.generation).toBe(generation);
  });

  it('never writes to another Service of the same name', async () => {
    const { client } = await clientOf('admin');
    const edit = write();
    await cluster.call('/apis/serving.knative.dev/v1/namespaces/default/services/shop', { method: 'DELETE' });
    cluster.clock.advance(60_000);
    const manifest = serviceManifest('shop', { revisionName: 'shop-v1', traffic: SPLIT });
    cluster.store.create(KNATIVE.service, manifest, ADMIN);
    const { uid } = present().metadata;
    expect(uid).not.toBe(edit.uid);
    const refusal = await refusalOf(shiftTraffic(person, client, edit));
    expect(refusal).toMatchObject({ name: 'TrafficConflictError', standing: { theirs: SPLIT, uid } });
    expect(present().spec.traffic).toEqual(SPLIT);
  });

  it.each([
    [
      'a split that sums to 90',
      [{ latestRevision: true, percent: 90 }],
      'Traffic targets sum to 90, want 100: spec.traffic',
    ],
    [
      'a percent below 0',
      [
        { latestRevision: true, percent: 101 },
        { revisionName: 'shop-v1', percent: -1 },
      ],
      'expected 0 <= -1 <= 100: spec.traffic[1].percent\nexpected 0 <= 101 <= 100: spec.traffic[0].percent',
    ],
    [
      'a duplicate tag',
      [
        { latestRevision: true, percent: 100, tag: 'a' },
        { revisionName: 'shop-v1', tag: 'a' },
      ],
      'Multiple definitions for "a": spec.traffic[0].tag, spec.traffic[1].tag',
    ],
  ])('passes on the webhook’s message: %s', async (_what, traffic: TrafficTarget[], words) => {
    const { client } = await clientOf('admin');
    for (const dryRun of [true, false]) {
      const refusal = await refusalOf(shiftTraffic(person, client, write({ traffic, dryRun })));
      expect(refusal).toBeInstanceOf(ApiStatusError);
      expect(refusal).toMatchObject({
        code: 400,
        message: `admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ${words}`,
      });
    }
    expect(present().spec.traffic).toEqual(SPLIT);
  });

  it('passes on the RBAC refusal of a read-only user', async () => {
    const { client } = await clientOf('view');
    const refusal = await refusalOf(shiftTraffic(person, client, write()));
    expect(refusal).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message:
        'services.serving.knative.dev "shop" is forbidden: User "view" cannot patch resource "services" in API group "serving.knative.dev" in the namespace "default"',
    });
    expect(present().spec.traffic).toEqual(SPLIT);
  });

  it('reports that a Service is gone', async () => {
    const { client } = await clientOf('admin');
    const refusal = await refusalOf(shiftTraffic(person, client, write({ name: 'gone' })));
    expect(refusal).toMatchObject({ code: 404, message: 'services.serving.knative.dev "gone" not found' });
  });
});
