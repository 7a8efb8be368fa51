import { KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import { ClusterStore } from '#simulator/api/object-store.ts';
import type { Random, StoredObject } from '#simulator/contract.ts';
import { knativeAdmission } from '#simulator/knative/admission.ts';
import { startCluster } from '#simulator/knative/cluster.ts';
import { randomSuffix, randomUuid } from '#simulator/random.ts';
import { days, type Release, releases, writerOf } from '#simulator/scenarios/release.ts';
import { SimulationClock } from '#simulator/scenarios/simulation-clock.ts';

// Words that stand for the name and the namespace in a prototype; they occur in no other word of it.
const NAME = 'zz-name-zz';
const SPACE = 'zz-space-zz';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const POD_IP = '10\\.244\\.\\d+\\.\\d+';
const HISTORY_MS = days(31);

/** A settled Service with everything below it, ready to be stamped under other names. */
export interface Prototype {
  objects: { type: ResourceType; object: StoredObject }[];
  /** Texts that differ from Service to Service, cut into what stays (even places) and the words that change (odd ones). */
  cuts: ReadonlyMap<string, readonly string[]>;
  /** Parts without such texts: all Services share them, as objects of the store are never modified. */
  shared: WeakSet<object>;
}

/** makePrototype plays a Service's history through the controllers of a cluster of its own, up to `now` (Unix ms). */
export function makePrototype(history: readonly Release[], now: number, random: Random): Prototype {
  const clock = new SimulationClock(now - HISTORY_MS);
  const store = new ClusterStore({ clock, random, plugins: [knativeAdmission] });
  const cluster = startCluster({
    store,
    clock,
    random,
    report: (error) => {
      throw error;
    },
  });
  store.create(KUBERNETES.namespace, { metadata: { name: SPACE } }, writerOf('kubectl-client-side-apply'));
  for (const step of releases(SPACE, NAME, history)) {
    clock.advance(Math.max(0, now - step.agoMs - clock.now()));
    step.take(store);
  }
  clock.advance(Math.max(0, now - clock.now()));
  cluster.stop();
  const owned = store.types
    .filter(({ namespaced, kind }) => namespaced && kind !== KUBERNETES.event.kind)
    .flatMap((type) => store.list(type).map((object) => ({ type, object })));
  const suffixes = owned.flatMap(({ object }) => suffixOf(object));
  const words = new RegExp(`(${[NAME, SPACE, UUID, POD_IP, ...suffixes].join('|')})`);
  const cuts = new Map<string, readonly string[]>();
  const shared = new WeakSet<object>();
  for (const { object } of owned) findShared(object, words, cuts, shared);
  return { objects: owned, cuts, shared };
}

/** Cuts the texts of a value and notes its parts that have none to cut; returns whether it is such a part itself. */
function findShared(
  value: unknown,
  words: RegExp,
  cuts: Map<string, readonly string[]>,
  shared: WeakSet<object>,
): boolean {
  if (typeof value === 'string') {
    const pieces = cuts.get(value) ?? value.split(words);
    if (pieces.length > 1) cuts.set(value, pieces);
    return pieces.length === 1;
  }
  if (typeof value !== 'object' || value === null) return true;
  const parts = Object.entries(value).flat();
  // Each part is looked at, whatever the ones before it were.
  const isShared = parts.map((part) => findShared(part, words, cuts, shared)).every(Boolean);
  if (isShared) shared.add(value);
  return isShared;
}

/** The random end of a pod's or slice's name; as a word it is long enough not to occur by chance. */
function suffixOf({ kind, metadata }: StoredObject): string[] {
  return kind === 'Pod' || kind === 'EndpointSlice' ? [`(?<=-)${metadata.name.slice(-5)}\\b`] : [];
}

/** stampPrototype makes the objects of a prototype anew under another name, with identities of their own. */
export function stampPrototype(
  { objects, cuts, shared }: Prototype,
  namespace: string,
  name: string,
  random: Random,
): { type: ResourceType; object: StoredObject }[] {
  const words = new Map([
    [NAME, name],
    [SPACE, namespace],
  ]);
  const replaceWord = (word: string): string => {
    const known = words.get(word) ?? freshWord(word, random);
    words.set(word, known);
    return known;
  };
  const texts = new Map<string, string>();
  for (const [text, pieces] of cuts) {
    texts.set(text, pieces.map((piece, index) => (index % 2 === 0 ? piece : replaceWord(piece))).join(''));
  }
  const stamp = (value: unknown): unknown => {
    if (typeof value === 'string') return texts.get(value) ?? value;
    if (typeof value !== 'object' || value === null || shared.has(value)) return value;
    if (Array.isArray(value)) return value.map(stamp);
    const copy: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) copy[texts.get(key) ?? key] = stamp(part);
    return copy;
  };
  return objects.map(({ type, object }) => ({ type, object: stamp(object) as StoredObject }));
}

function freshWord(word: string, random: Random): string {
  if (word.startsWith('10.244.')) {
    return `10.244.${Math.floor(random.next() * 256)}.${2 + Math.floor(random.next() * 252)}`;
  }
  return word.length === 36 ? randomUuid(random) : randomSuffix(random);
}
