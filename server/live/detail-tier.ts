import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import type { Topic } from '#lib/live/protocol.ts';
import { serviceTopic } from '#lib/live/protocol.ts';
import type { Clock } from '#server/clock.ts';
import { detailSpecs, eventSpecs } from '#server/live/detail-sources.ts';
import { type DetailInputs, ServiceDetail } from '#server/live/service-detail.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** How long an opened Service stays open after its last viewer: a reload or a step back finds it warm. */
export const LINGER_MS = 60_000;
/** How long a snapshot waits for sources that do not come. */
const READY_TIMEOUT_MS = 5_000;

export interface DetailTierOptions extends DetailInputs {
  sources: SharedSources;
  hasKind: (type: ResourceType) => boolean;
  trimFor: TrimFor;
  clock: Clock;
}

/** A hold on an opened Service. */
export interface Lease {
  /** Resolves when its sources have listed or were refused, or after 5 s. */
  ready: Promise<void>;
  release(): void;
}

interface Opened {
  detail: ServiceDetail;
  viewers: number;
  cancelLinger: (() => void) | undefined;
  /** Called after each projection; a waiting snapshot looks whether it may go. */
  waiting: Set<() => void>;
}

/** The Services that somebody looks at, each with sources of its own. */
export class DetailTier {
  readonly #options: DetailTierOptions;
  readonly #opened = new Map<string, Opened>();
  readonly #dirty = new Set<string>();

  constructor(options: DetailTierOptions) {
    this.#options = options;
  }

  /** The keys of the Services that are open. */
  keys(): IterableIterator<string> {
    return this.#opened.keys();
  }

  /** Holds a Service open, opening it when it is not. It need not exist. */
  acquire(namespace: string, name: string): Lease {
    const key = `${namespace}/${name}`;
    let opened = this.#opened.get(key);
    if (opened === undefined) {
      const detail = this.#open(key, serviceTopic(namespace, name));
      opened = { detail, viewers: 0, cancelLinger: undefined, waiting: new Set() };
      this.#opened.set(key, opened);
      this.#mark(key);
    }
    opened.cancelLinger?.();
    opened.cancelLinger = undefined;
    opened.viewers += 1;
    let held = true;
    return {
      ready: this.#ready(opened),
      release: () => {
        if (held) this.#release(key);
        held = false;
      },
    };
  }

  /** Says that the summary tier's objects of a Service changed. */
  mark(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    opened.detail.markObjects();
    this.#mark(key);
  }

  /** Opens what the cluster turned out to serve since a Service was opened: its kinds may become known only then. */
  openNewKinds(): void {
    for (const [key, { detail }] of this.#opened) {
      const known = new Set(detail.sources.map(({ spec }) => spec.id));
      const added = this.#specs(key).filter(({ id }) => !known.has(id));
      for (const spec of added) detail.add(this.#options.sources.acquire(spec));
      if (added.length > 0) this.#mark(key);
    }
  }

  /** Projects what is dirty. */
  project(onError: (error: unknown) => void): void {
    for (const key of this.#dirty) {
      this.#dirty.delete(key);
      const opened = this.#opened.get(key);
      if (opened === undefined) continue;
      try {
        opened.detail.project();
      } catch (error) {
        onError(error);
      }
      for (const look of opened.waiting) look();
    }
  }

  /** Publishes the samples of every opened Service again. */
  projectSamples(): void {
    for (const { detail } of this.#opened.values()) detail.projectSamples();
  }

  /** Closes every Service, viewers or not. */
  stop(): void {
    for (const key of this.#opened.keys()) this.#close(key);
  }

  #open(key: string, topic: Topic): ServiceDetail {
    const acquired = this.#specs(key).map((spec) => this.#options.sources.acquire(spec));
    return new ServiceDetail(topic, key, acquired, this.#options, () => this.#mark(key));
  }

  #specs(key: string): SourceSpec[] {
    const { hasKind, trimFor } = this.#options;
    const [namespace = '', name = ''] = key.split('/');
    return [...detailSpecs(namespace, name, hasKind, trimFor), ...eventSpecs(namespace, trimFor)];
  }

  #mark(key: string): void {
    this.#dirty.add(key);
    this.#options.hub.touch();
  }

  #ready({ detail, waiting }: Opened): Promise<void> {
    if (detail.isSettled()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (detail.isSettled()) done();
      };
      const cancel = this.#options.clock.after(READY_TIMEOUT_MS, done);
      waiting.add(look);
    });
  }

  #release(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    opened.viewers -= 1;
    if (opened.viewers === 0) {
      opened.cancelLinger = this.#options.clock.after(LINGER_MS, () => this.#close(key));
    }
  }

  #close(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    this.#opened.delete(key);
    opened.cancelLinger?.();
    opened.detail.close();
    for (const source of opened.detail.sources) this.#options.sources.release(source);
    this.#options.hub.drop(opened.detail.topic);
    for (const done of opened.waiting) done();
  }
}
