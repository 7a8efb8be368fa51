import type { KnativeService } from '#lib/knative/types.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which Services name which Revisions in their traffic, by name and the other way round. A name that Knative made for the Service
 * itself, `hello-00042`, can be of no other and is left out: nearly all are.
 */
export class Mentions {
  readonly #revisions = new Map<string, ReadonlySet<string>>();
  readonly #services = new Map<string, Set<string>>();

  /** Takes a state of a Service in. */
  set(serviceKey: string, { metadata, spec, status }: KnativeService): void {
    this.delete(serviceKey);
    const { name, namespace = '' } = metadata;
    const revisions = new Set<string>();
    for (const { revisionName } of [...(spec.traffic ?? []), ...(status?.traffic ?? [])]) {
      if (revisionName === undefined || isOwnName(revisionName, name)) continue;
      revisions.add(`${namespace}/${revisionName}`);
    }
    if (revisions.size === 0) return;
    this.#revisions.set(serviceKey, revisions);
    for (const key of revisions) {
      const services = this.#services.get(key) ?? new Set<string>();
      this.#services.set(key, services.add(serviceKey));
    }
  }

  /** Forgets a Service. */
  delete(serviceKey: string): void {
    for (const key of this.of(serviceKey)) {
      const services = this.#services.get(key);
      services?.delete(serviceKey);
      if (services?.size === 0) this.#services.delete(key);
    }
    this.#revisions.delete(serviceKey);
  }

  /** The `namespace/name` of the Revisions that a Service names. */
  of(serviceKey: string): ReadonlySet<string> {
    return this.#revisions.get(serviceKey) ?? NONE;
  }

  /** The keys of the Services that name a Revision. */
  by(revisionKey: string): ReadonlySet<string> {
    return this.#services.get(revisionKey) ?? NONE;
  }
}

function isOwnName(revisionName: string, service: string): boolean {
  return revisionName.startsWith(`${service}-`) && /^\d{5,}$/.test(revisionName.slice(service.length + 1));
}
