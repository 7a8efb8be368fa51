import { KNATIVE } from '#lib/knative/resources.ts';
import { resourceId } from '#lib/kubernetes/resource.ts';
import type { Source } from '#lib/kubernetes/source.ts';
import type { Readability } from '#server/live/readability.ts';
import type { ServiceIndex, SummaryKind } from '#server/live/service-index.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import { isSettled } from '#server/live/source-view.ts';
import { summarySpecs, type TrimFor } from '#server/live/summary-sources.ts';

/** Which namespaces the summary tier watches: all, those chosen at start, or the context's namespace for lack of permissions. */
export type SummaryScope =
  | { from: 'cluster' }
  | { from: 'chosen' | 'context'; namespaces: readonly string[] };

export interface SummaryTierOptions {
  shared: SharedSources;
  index: ServiceIndex;
  readability: Readability;
  trimFor: TrimFor;
  /** Null watches the whole cluster, as far as permitted. */
  chosen: readonly string[] | null;
  /** Namespace to watch when the whole cluster may not be listed; null for none. */
  contextNamespace: string | null;
  /** Called when a source's state or the scope changed. */
  onChange: () => void;
}

interface Watched {
  kind: SummaryKind;
  source: Source;
  close: () => void;
}

/**
 * The watches that are always open. A user who may not list Services cluster-wide gets those of the context's namespace, as in kubectl; the
 * cluster-wide list is retried about once a minute, and takes over once it is allowed.
 */
export class SummaryTier {
  readonly #options: SummaryTierOptions;
  /** Cluster-wide, or for the chosen namespaces. */
  #first: Watched[];
  /** For the context's namespace, while that is what is shown. */
  #context: Watched[] = [];

  constructor(options: SummaryTierOptions) {
    this.#options = options;
    this.#first = this.#open(options.chosen);
  }

  scope(): SummaryScope {
    const { chosen, contextNamespace } = this.#options;
    if (chosen !== null) return { from: 'chosen', namespaces: chosen };
    if (this.#context.length === 0) return { from: 'cluster' };
    return { from: 'context', namespaces: contextNamespace === null ? [] : [contextNamespace] };
  }

  /** Sources of what is shown. */
  get sources(): readonly Source[] {
    return (this.#context.length === 0 ? this.#first : this.#context).map(({ source }) => source);
  }

  isSettled(): boolean {
    return this.sources.every((source) => isSettled(source.state()));
  }

  /** Whether the Services of a namespace are listed: `forbidden` when they may not be, or are not requested for lack of permissions. */
  listsServices(namespace: string): 'yes' | 'no' | 'forbidden' | 'unknown' {
    const source = this.sources.find(
      ({ spec }) => isService(spec.type) && (spec.namespace === undefined || spec.namespace === namespace),
    );
    if (source === undefined) return this.scope().from === 'chosen' ? 'no' : 'forbidden';
    const { phase, synced } = source.state();
    if (synced) return 'yes';
    if (phase === 'forbidden') return 'forbidden';
    return phase === 'missing' ? 'no' : 'unknown';
  }

  stop(): void {
    for (const { close } of [...this.#first, ...this.#context]) close();
  }

  #open(namespaces: readonly string[] | null, isIncluded = (_kind: SummaryKind) => true): Watched[] {
    const { shared, index, readability, trimFor } = this.#options;
    const specs = summarySpecs(namespaces, trimFor).filter(({ kind }) => isIncluded(kind));
    return specs.map(({ kind, spec }) => {
      const source = shared.acquire(spec);
      const detach = index.attach(kind, source.store);
      const forget = readability.add(kind, source);
      const unsubscribe = source.onState(() => this.#look());
      const close = (): void => {
        unsubscribe();
        detach();
        forget();
        shared.release(source);
      };
      return { kind, source, close };
    });
  }

  /** Narrows to the context's namespace when listing the whole cluster is forbidden, and widens when it no longer is. */
  #look(): void {
    const { chosen, contextNamespace, onChange } = this.#options;
    const services = this.#first.find(({ kind }) => kind === 'service')?.source.state();
    if (chosen === null && contextNamespace !== null && services !== undefined) {
      if (this.#context.length === 0 && services.phase === 'forbidden' && !services.synced) {
        this.#context = this.#open([contextNamespace]);
        for (const { kind, close } of this.#first) if (kind !== 'service') close();
        this.#first = this.#first.filter(({ kind }) => kind === 'service');
      } else if (this.#context.length > 0 && services.synced) this.#widen();
    }
    onChange();
  }

  #widen(): void {
    if (this.#first.length === 1) this.#first.push(...this.#open(null, (kind) => kind !== 'service'));
    if (!this.#first.every(({ source }) => isSettled(source.state()))) return;
    for (const { close } of this.#context.splice(0)) close();
  }
}

function isService(type: { group: string; resource: string }): boolean {
  return resourceId(type) === resourceId(KNATIVE.service);
}
