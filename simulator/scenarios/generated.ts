import type { TrafficTarget } from '#lib/knative/types.ts';
import { MISSING_TAG } from '#simulator/knative/revision/image.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { ensureNamespace } from '#simulator/scenarios/play.ts';
import { makePrototype, type Prototype, stampPrototype } from '#simulator/scenarios/prototype.ts';
import { days, hours, type Release } from '#simulator/scenarios/release.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

const LOAD = 'simulator.sluice.dev/load';
// Keeps this sequence separate from the one for the store's uids.
const OWN_SEQUENCE = 0x5eed;
const REVISIONS = 5;
const SERVICES_PER_NAMESPACE = 40;
const MOST_NAMESPACES = 26;

const SUBJECTS = [
  'orders',
  'users',
  'catalog',
  'pricing',
  'mail',
  'geo',
  'media',
  'fraud',
  'loyalty',
  'stock',
];
const ROLES = ['api', 'worker', 'gateway', 'sync', 'events', 'reports', 'web', 'hooks'];

/** history returns five releases with a load; the last may differ, and may leave a traffic split. */
function history(load: number, traffic?: TrafficTarget[], newest: Partial<Release> = {}): Release[] {
  const steps = Array.from({ length: REVISIONS }, (_, index): Release => {
    const version = `1.${index + 1}.0`;
    return {
      agoMs: days(25 - 5 * index),
      with: 'argocd-controller',
      image: `ghcr.io/example/service:${version}`,
      env: { RELEASE: version },
      annotations: { [LOAD]: String(load) },
      ...(index === REVISIONS - 1 ? newest : {}),
    };
  });
  return traffic === undefined ? steps : [...steps, { agoMs: hours(30), with: 'kn', traffic }];
}

const revision = (number: number): string => `zz-name-zz-0000${number}`;

/** histories returns the states of generated Services, each with its share of them; each Service has about five pods. */
function histories(): { share: number; releases: Release[] }[] {
  const canary = [
    { revisionName: revision(4), percent: 80, tag: 'stable' },
    { latestRevision: true, percent: 20, tag: 'canary' },
  ];
  const three = [
    { revisionName: revision(3), percent: 50 },
    { revisionName: revision(4), percent: 30, tag: 'candidate' },
    { latestRevision: true, percent: 20 },
  ];
  const pinned = [{ revisionName: revision(4), percent: 100 }];
  const missing = { image: `ikubernetes/helloworld-go:${MISSING_TAG}` };
  return [
    { share: 0.7, releases: history(340) },
    { share: 0.14, releases: history(320, canary) },
    { share: 0.08, releases: history(300, three) },
    { share: 0.05, releases: history(345, pinned) },
    { share: 0.03, releases: history(330, undefined, missing) },
  ];
}

/** pick returns a prototype, weighted by share. */
function pick(
  prototypes: readonly { share: number; prototype: Prototype }[],
  at: number,
): Prototype | undefined {
  let sum = 0;
  return prototypes.find(({ share }) => {
    sum += share;
    return at < sum;
  })?.prototype;
}

/** generateServices adds that many settled Services, spread over the namespaces `team-a`, `team-b`, … */
export function generateServices(store: ClusterStore, count: number, seed: number, now: number): void {
  if (count === 0) return;
  const random = seededRandom(seed ^ OWN_SEQUENCE);
  const prototypes = histories().map(({ share, releases }) => ({
    share,
    prototype: makePrototype(releases, now, random),
  }));
  const namespaces = Math.min(MOST_NAMESPACES, Math.ceil(count / SERVICES_PER_NAMESPACE));
  for (let index = 0; index < count; index += 1) {
    const namespace = `team-${String.fromCharCode(97 + (index % namespaces))}`;
    ensureNamespace(store, namespace);
    const prototype = pick(prototypes, random.next()) ?? prototypes[0]?.prototype;
    if (prototype === undefined) continue;
    const stamped = stampPrototype(prototype, namespace, nameOf(Math.floor(index / namespaces)), random);
    for (const { type, object } of stamped) store.load(type, object);
  }
}

/** nameOf returns a name within a namespace: `orders-api`, …, with a number once all words are used. */
function nameOf(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length] ?? 'service';
  const round = Math.floor(index / SUBJECTS.length);
  const role = ROLES[round % ROLES.length] ?? 'api';
  const again = Math.floor(round / ROLES.length);
  return again === 0 ? `${subject}-${role}` : `${subject}-${role}-${again + 1}`;
}
