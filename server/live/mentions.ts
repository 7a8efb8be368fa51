import type { TrimmedService } from '#lib/knative/trimmed.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Which Services name which Revisions in their traffic, indexed in both directions. A name that Knative generated for the Service itself,
 * `hello-00042`, identifies the Service, so it is left out: nearly all names are like that.
 */
export class Mentions {
  readonly #revisions = new Map<string, ReadonlySet<string>>();
  readonly #services = new Map<string, Set<string>>();

  /** Takes the current state of a Service. */
  set(serviceKey: string, service: TrimmedService): void {
    this.delete(serviceKey);
    const revisions = new Set([...mentionedBy(service)].filter((key) => serviceOfName(key) !== serviceKey));
    if (revisions.size === 0) return;
    this.#revisions.set(serviceKey, revisions);
    for (const key of revisions) {
      const services = this.#services.get(key) ?? new Set<string>();
      this.#services.set(key, services.add(serviceKey));
    }
  }

  /** Drops a Service. */
  delete(serviceKey: string): void {
    for (const key of this.#revisions.get(serviceKey) ?? NONE) {
      const services = this.#services.get(key);
      services?.delete(serviceKey);
      if (services?.size === 0) this.#services.delete(key);
    }
    this.#revisions.delete(serviceKey);
  }

  /** Keys of the Services that name a Revision whose name does not identify them. */
  by(revisionKey: string): ReadonlySet<string> {
    return this.#services.get(revisionKey) ?? NONE;
  }
}

/** mentionedBy returns the `namespace/name` of the Revisions that a Service's traffic names, desired or routed. */
export function mentionedBy({ metadata: { namespace = '' }, spec, status }: TrimmedService): Set<string> {
  const revisions = new Set<string>();
  for (const { revisionName } of [...(spec.traffic ?? []), ...(status?.traffic ?? [])]) {
    if (revisionName !== undefined) revisions.add(`${namespace}/${revisionName}`);
  }
  return revisions;
}

/**
 * serviceOfName returns the key of the Service for which Knative would generate a Revision's name, `hello` of `hello-00042`; undefined when
 * the name does not follow Knative's pattern.
 */
export function serviceOfName(revisionKey: string): string | undefined {
  return /^(.+)-\d{5,}$/.exec(revisionKey)?.[1];
}
