import { LABEL } from '#lib/knative/labels.ts';
import type { Life, Recorded } from '#tests/cluster/parity/recorder.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const NODE = /\bworker-\d\b/g;
const TOKEN = /kube-api-access-[a-z0-9]{5}/g;
const DRY_RUN = /dry-run-validation[a-z0-9]{5}/g;

/** The values that each run generates in one namespace, and their aliases in a comparison. */
export class Aliases {
  readonly #uids = new Map<string, string>();
  /** Generated names and hashes, the longest first. */
  readonly #words: [string, string][] = [];

  /** `lives` are those of the namespace, in the order in which they appeared. */
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
    // A generated name may contain a hash that has its own alias.
    this.#words = [...words].sort(([a], [b]) => b.length - a.length);
    for (const [index, [word, alias]] of this.#words.entries()) {
      this.#words[index] = [word, this.#withHashes(alias, words)];
    }
    const names = new Map<string, number>();
    for (const { kind, states, steps, goneIn } of inOrder(lives)) {
      const { uid, name } = (states[0] as Recorded).metadata;
      const identity = `${kind}/${this.text(name)}`;
      // Objects that a controller recreates from something about to be deleted are not counted.
      if (steps[0] === goneIn) {
        this.#uids.set(uid, `${identity} (brief)`);
        continue;
      }
      const count = (names.get(identity) ?? 0) + 1;
      names.set(identity, count);
      this.#uids.set(uid, count === 1 ? identity : `${identity} (${count})`);
    }
  }

  /** Returns an object's identity: its kind and name, and its number among several with the same ones. */
  identity(object: Recorded): string {
    return this.#uids.get(object.metadata.uid) ?? object.metadata.uid;
  }

  /** Returns the identity for a uid; undefined for an object that was not recorded. */
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

  /** Replaces every string in a value. */
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
 * Sorts by creation time, then by when the watch reported them. Pods of one owner are alike, and which of them is removed is random, so
 * those that exist longest come first.
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
