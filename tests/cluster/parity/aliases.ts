import { LABEL } from '#lib/knative/labels.ts';
import type { Life, Recorded } from '#tests/cluster/parity/recorder.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const NODE = /\bworker-\d\b/g;
const TOKEN = /kube-api-access-[a-z0-9]{5}/g;
const DRY_RUN = /dry-run-validation[a-z0-9]{5}/g;

/** What each run chooses anew in one namespace, and what stands for it in a comparison. */
export class Aliases {
  readonly #uids = new Map<string, string>();
  /** Generated names and hashes, the longest first. */
  readonly #words: [string, string][] = [];

  /** `lives` are those of the namespace, in the order in which they came. */
  constructor(lives: readonly Life[]) {
    const counts = new Map<string, number>();
    const next = (what: string): number => {
      const count = (counts.get(what) ?? 0) + 1;
      counts.set(what, count);
      return count;
    };
    const words = new Map<string, string>();
    for (const { kind, states } of inOrder(lives)) {
      const { name, labels = {} } = (states[0] as Recorded).metadata;
      const owner = ownerOf(states[0] as Recorded);
      const hash = labels[LABEL.podTemplateHash];
      if (kind === 'ReplicaSet' && hash !== undefined && !words.has(hash))
        words.set(hash, `<template ${next(`rs ${owner}`)}>`);
      if (kind === 'Deployment') {
        const template = labels[LABEL.deploymentHash];
        if (template !== undefined) words.set(template, '<deployment hash>');
      }
      if (kind === 'Pod') words.set(name, `${owner}-<pod ${next(`pod ${owner}`)}>`);
      if (kind === 'EndpointSlice') words.set(name, `${owner}-<slice>`);
    }
    // A generated name may hold a hash that stands for something itself.
    this.#words = [...words].sort(([a], [b]) => b.length - a.length);
    for (const [index, [word, alias]] of this.#words.entries()) {
      this.#words[index] = [word, this.#withHashes(alias, words)];
    }
    const names = new Map<string, number>();
    for (const { kind, states, steps, goneIn } of inOrder(lives)) {
      const { uid, name } = (states[0] as Recorded).metadata;
      const identity = `${kind}/${this.text(name)}`;
      // What a controller makes again of something that is about to go has no place in the count.
      if (steps[0] === goneIn) {
        this.#uids.set(uid, `${identity} (brief)`);
        continue;
      }
      const count = (names.get(identity) ?? 0) + 1;
      names.set(identity, count);
      this.#uids.set(uid, count === 1 ? identity : `${identity} (${count})`);
    }
  }

  /** What an object is called: its kind and name, and which of several with them it is. */
  identity(object: Recorded): string {
    return this.#uids.get(object.metadata.uid) ?? object.metadata.uid;
  }

  /** The identity by uid, undefined for one that was not recorded. */
  identityOf(uid: string): string | undefined {
    return this.#uids.get(uid);
  }

  text(raw: string): string {
    let text = raw;
    for (const [word, alias] of this.#words) text = text.replaceAll(word, alias);
    return text
      .replaceAll(UUID, (uid) => `<uid of ${this.#uids.get(uid) ?? 'another'}>`)
      .replaceAll(TIME, '<time>')
      .replaceAll(ADDRESS, '<address>')
      .replaceAll(NODE, '<node>')
      .replaceAll(TOKEN, 'kube-api-access-<token>')
      .replaceAll(DRY_RUN, 'dry-run-validation<token>');
  }

  /** Replaces every text in a value. */
  value(raw: unknown): unknown {
    if (typeof raw === 'string') return this.text(raw);
    if (Array.isArray(raw)) return raw.map((item) => this.value(item));
    if (typeof raw !== 'object' || raw === null) return raw;
    return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, this.value(value)]));
  }

  #withHashes(alias: string, words: ReadonlyMap<string, string>): string {
    let text = alias;
    for (const [word, other] of words) if (other.startsWith('<')) text = text.replaceAll(word, other);
    return text;
  }
}

/**
 * By the time of creation, then by when the watch told of them. Pods of one owner are alike, and which of them is given up is by chance:
 * those that stay longest come first.
 */
function inOrder(lives: readonly Life[]): Life[] {
  const made = ({ states }: Life): string => states[0]?.metadata.creationTimestamp ?? '';
  const end = ({ kind, goneIn = Number.MAX_SAFE_INTEGER }: Life): number => (kind === 'Pod' ? goneIn : 0);
  return [...lives].sort((a, b) => end(b) - end(a) || made(a).localeCompare(made(b)));
}

function ownerOf({ metadata: { ownerReferences = [], labels = {} } }: Recorded): string {
  const owner = ownerReferences.find(({ controller }) => controller === true);
  return owner?.name ?? labels['kubernetes.io/service-name'] ?? '';
}
