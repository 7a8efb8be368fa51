import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Random, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { SERVICE_ACCOUNT } from '#simulator/apimachinery/resources.ts';
import { startCluster } from '#simulator/control-plane/cluster.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import { randomSuffix, randomUuid } from '#simulator/runtime/random.ts';
import { SimulationClock } from '#simulator/runtime/simulation-clock.ts';
import { days, type Release, releases, writerOf } from '#simulator/scenarios/release.ts';

// Placeholders for the name and the namespace in a prototype; they occur in no other word of it.
const NAME = 'zz-name-zz';
const SPACE = 'zz-space-zz';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const POD_IP = '10\\.244\\.\\d+\\.\\d+';
const HISTORY_MS = days(31);
/** Kinds that no Service's history creates. */
const OF_THE_NAMESPACE = [KUBERNETES.event.kind, SERVICE_ACCOUNT.kind];

/** A settled Service with everything below it, ready to be copied under other names. */
export interface Prototype {
  objects: { type: ResourceType; object: StoredObject }[];
  /** Texts that differ between Services, split into constant text (even indexes) and placeholders (odd indexes). */
  cuts: ReadonlyMap<string, readonly string[]>;
  /** Values without such texts: all Services share them, because the store never modifies objects. */
  shared: WeakSet<object>;
}

/** makePrototype plays a Service's history through the controllers of a separate cluster, up to `now` (Unix ms). */
export function makePrototype(history: readonly Release[], now: number, random: Random): Prototype {
  const clock = new SimulationClock(now - HISTORY_MS);
  const store = startControlPlane({ clock, random, plugins: [knativeAdmission] });
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
    .filter(({ namespaced, kind }) => namespaced && !OF_THE_NAMESPACE.includes(kind))
    .flatMap((type) => store.list(type).map((object) => ({ type, object })));
  const suffixes = owned.flatMap(({ object }) => suffixOf(object));
  const words = new RegExp(`(${[NAME, SPACE, UUID, POD_IP, ...suffixes].join('|')})`);
  const cuts = new Map<string, readonly string[]>();
  const shared = new WeakSet<object>();
  for (const { object } of owned) findShared(object, words, cuts, shared);
  return { objects: owned, cuts, shared };
}

/** findShared splits the texts of a value and records the values that have nothing to split; returns whether the value itself is one. */
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
  // Visits every part, whatever the previous results.
  const isShared = parts.map((part) => findShared(part, words, cuts, shared)).every(Boolean);
  if (isShared) shared.add(value);
  return isShared;
}

/** suffixOf returns a pattern for the random suffix of a pod's or slice's name; it is long enough not to occur as a word by chance. */
function suffixOf({ kind, metadata }: StoredObject): string[] {
  return kind === 'Pod' || kind === 'EndpointSlice' ? [`(?<=-)${metadata.name.slice(-5)}\\b`] : [];
}

/** stampPrototype copies a prototype's objects under another name, with new identities. */
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
