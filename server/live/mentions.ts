import type { KnativeService } from '#lib/knative/types.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which Services name which Revisions in their traffic, by name and the other way round. Of a name that Knative made for the Service
 * itself, `hello-00042`, the name tells the Service, and it is left out: nearly all are such.
 */
export class Mentions {
  readonly #revisions = new Map<string, ReadonlySet<string>>();
  readonly #services = new Map<string, Set<string>>();

  /** Takes a state of a Service in. */
  set(serviceKey: string, service: KnativeService): void {
    this.delete(serviceKey);
    const revisions = new Set([...mentionedBy(service)].filter((key) => serviceOfName(key) !== serviceKey));
    if (revisions.size === 0) return;
    this.#revisions.set(serviceKey, revisions);
    for (const key of revisions) {
      const services = this.#services.get(key) ?? new Set<string>();
      this.#services.set(key, services.add(serviceKey));
    }
  }

  /** Forgets a Service. */
  delete(serviceKey: string): void {
    for (const key of this.#revisions.get(serviceKey) ?? NONE) {
      const services = this.#services.get(key);
      services?.delete(serviceKey);
      if (services?.size === 0) this.#services.delete(key);
    }
    this.#revisions.delete(serviceKey);
  }

  /** The keys of the Services that name a Revision whose name does not tell them. */
  by(revisionKey: string): ReadonlySet<string> {
    return this.#services.get(revisionKey) ?? NONE;
  }
}

/** mentionedBy returns the `namespace/name` of the Revisions that a Service's traffic names, asked for or routed. */
export function mentionedBy({ metadata: { namespace = '' }, spec, status }: KnativeService): Set<string> {
  const revisions = new Set<string>();
  for (const { revisionName } of [...(spec.traffic ?? []), ...(status?.traffic ?? [])]) {
    if (revisionName !== undefined) revisions.add(`${namespace}/${revisionName}`);
  }
  return revisions;
}

/** serviceOfName returns the key of the Service for which Knative would make a Revision's name, `hello` of `hello-00042`; undefined when it is none of Knative's. */
export function serviceOfName(revisionKey: string): string | undefined {
  return /^(.+)-\d{5,}$/.exec(revisionKey)?.[1];
}
