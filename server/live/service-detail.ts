import { findCondition } from '#lib/knative/conditions.ts';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import type { CoreEvent, Revision } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { Source } from '#lib/kubernetes/source.ts';
import type { CollectionName, Collections, Topic } from '#lib/live/protocol.ts';
import { failureFromEvents } from '#lib/view/failure-from-events.ts';
import type { FailureReason } from '#lib/view/headline.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { projectPod } from '#lib/view/project-pod.ts';
import { projectRevision } from '#lib/view/project-revision.ts';
import { projectTree } from '#lib/view/project-tree.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { SampleView, SplitView } from '#lib/view/types.ts';
import type { Clock } from '#server/clock.ts';
import type { Hub } from '#server/live/hub.ts';
import { revisionOfPod, serviceEvents } from '#server/live/service-events.ts';
import { isSettled, toSourceView } from '#server/live/source-view.ts';

/** Where an opened Service takes what it does not watch itself. */
export interface DetailInputs {
  hub: Hub;
  /** The Service's objects of the summary tier; undefined while it does not exist. */
  objectsOf: (serviceKey: string) => ServiceObjects | undefined;
  /** The Route and the Configuration of that name that belong to no Service. */
  straysOf: (serviceKey: string) => readonly KubeObject[];
  splitsOf: (serviceKey: string) => readonly SplitView[];
  samplesOf: (serviceKey: string) => readonly SampleView[];
  /** Tells why a revision failed, as its Events say. */
  recall: (serviceKey: string, revisionUid: string, failure: FailureReason) => void;
  clock: Clock;
}

/** Collections whose values are never made anew: what is the same object needs no second encoding. */
type KeptCollection = 'splits' | 'samples';

/** One opened Service: publishes its topic from the summary tier's objects and from sources of its own. */
export class ServiceDetail {
  readonly topic: Topic;
  #sources: Source[] = [];
  #watched: Source[] = [];
  readonly #key: string;
  readonly #inputs: DetailInputs;
  readonly #onDirty: () => void;
  #unsubscribe: (() => void)[] = [];
  readonly #published = new Map<string, object>();
  readonly #uids = new Set<string>();
  #serviceUid: string | undefined;
  /** Those of a Service that had this one's name before: their Events are not its own. */
  #strangers: ReadonlySet<string> = new Set();
  #present: ReadonlyMap<string, string> = new Map();
  #revisions: readonly Revision[] = [];
  #dirty = { objects: true, events: true };

  constructor(topic: Topic, serviceKey: string, inputs: DetailInputs, onDirty: () => void) {
    this.topic = topic;
    this.#key = serviceKey;
    this.#inputs = inputs;
    this.#onDirty = onDirty;
  }

  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** Takes in a further source, held by the caller like those before it. */
  add(source: Source): void {
    const mark = (): void => {
      if (isEvents(source)) this.#dirty.events = true;
      else this.#dirty.objects = true;
      this.#onDirty();
    };
    this.#sources.push(source);
    this.#unsubscribe.push(source.store.subscribe(mark), source.onState(mark));
  }

  /** Tells how a source is doing whose objects come by the index. */
  addWatched(source: Source): void {
    if (!this.#watched.includes(source)) this.#watched.push(source);
    this.#dirty.objects = true;
  }

  /** Lets go of every source; the caller, who holds them, gets them back. */
  removeSources(): Source[] {
    const removed = this.#sources;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#sources = [];
    this.#unsubscribe = [];
    this.#watched = [];
    this.#dirty = { objects: true, events: true };
    return removed;
  }

  /** Says that the summary tier's objects, the splits or the samples of the Service changed. */
  markObjects(): void {
    this.#dirty.objects = true;
  }

  isSettled(): boolean {
    return this.sources.every((source) => {
      const state = source.state();
      return isSettled(state) || state.phase === 'unauthorized';
    });
  }

  /** Publishes what changed since the last time. */
  project(): void {
    const { objects: objectsDirty, events: eventsDirty } = this.#dirty;
    this.#dirty = { objects: false, events: false };
    if (objectsDirty) this.#projectObjects();
    if (objectsDirty || eventsDirty) this.#projectEvents();
    const views = [...this.#sources, ...this.#watched].map((source) =>
      toSourceView({ spec: source.spec, state: source.state() }),
    );
    this.#inputs.hub.publishAll(this.topic, 'sources', new Map(views.map((view) => [view.id, view])));
  }

  /** Publishes the samples alone: a chart's line goes on while nothing changes. */
  projectSamples(): void {
    const samples = this.#inputs.samplesOf(this.#key);
    this.#publishKept('samples', new Map(samples.map((sample) => [String(sample.at), sample])));
  }

  #projectObjects(): void {
    const { hub } = this.#inputs;
    const objects = this.#objects();
    if (objects === undefined) {
      hub.publish(this.topic, 'head', 'head', undefined);
      for (const collection of ['revisions', 'pods', 'splits', 'samples'] as const) {
        hub.publishAll(this.topic, collection, new Map());
      }
      const strays = this.#inputs.straysOf(this.#key).flatMap((it) => projectTree(it, [], new Map()));
      this.#publishViews('nodes', strays, (view) => view.uid);
      this.#published.clear();
      this.#revisions = [];
      this.#present = new Map();
      // Events outlive their Service; whoever comes later could not tell that they were of it.
      this.#forgetUids();
      return;
    }
    const percents = routedPercents(objects);
    const now = this.#inputs.clock.now();
    const head = projectServiceHead(objects, now, percents, this.#mappings());
    hub.publish(this.topic, 'head', 'head', head);
    this.#publishViews(
      'revisions',
      objects.revisions.map((it) => projectRevision(it, objects, now, percents)),
      (view) => view.name,
    );
    this.#publishViews('pods', objects.pods.map(projectPod), (view) => view.name);
    const hurts = head.summary.harm.level === 'hurting';
    const nodes = projectTree(objects.service, this.#treeObjects(objects), percents, hurts);
    this.#publishViews('nodes', nodes, (view) => view.uid);
    const splits = this.#inputs.splitsOf(this.#key);
    this.#publishKept('splits', new Map(splits.map((split) => [split.id, split])));
    this.projectSamples();

    const { uid } = objects.service.metadata;
    if (this.#serviceUid !== uid) this.#forgetUids();
    // It was out of sight and is the same again, and so are its objects.
    else if (this.#uids.size === 0) this.#strangers = new Set();
    this.#serviceUid = uid;
    // The way from the root to a pod may not be readable; the pod is its own all the same. A pod that a namesake left behind,
    // and that still ends, is not.
    const own = [...nodes, ...[...objects.revisions, ...objects.pods].map(({ metadata }) => metadata)];
    for (const { uid } of own) if (!this.#strangers.has(uid)) this.#uids.add(uid);
    this.#present = new Map(nodes.map(({ kind, name, uid }) => [`${kind}/${name}`, uid]));
    this.#revisions = objects.revisions;
  }

  #forgetUids(): void {
    if (this.#uids.size > 0) this.#strangers = new Set(this.#uids);
    this.#uids.clear();
  }

  #projectEvents(): void {
    const events = this.sources
      .filter(isEvents)
      .flatMap((source) => [...source.store.values()] as unknown as CoreEvent[]);
    const identity = {
      uids: this.#uids,
      strangers: this.#strangers,
      present: this.#present,
      revisions: this.#revisions,
    };
    const about = serviceEvents(events, identity);
    this.#inputs.hub.publishAll(this.topic, 'events', about);
    this.#recall(events.filter(({ metadata }) => about.has(metadata.uid)));
  }

  /** Of a revision that failed before this server saw its pods, their Events may still tell why. */
  #recall(events: readonly CoreEvent[]): void {
    for (const revision of this.#revisions) {
      if (findCondition(revision.status?.conditions, 'Ready')?.status !== 'False') continue;
      const { name, uid } = revision.metadata;
      const failure = failureFromEvents(
        events.filter(({ involvedObject }) => {
          const of = revisionOfPod(involvedObject.name ?? '', this.#revisions);
          return involvedObject.kind === 'Pod' && of?.metadata.name === name;
        }),
      );
      if (failure !== null) this.#inputs.recall(this.#key, uid, failure);
    }
  }

  /** The summary tier's objects, with Revisions whole where they have arrived. */
  #objects(): ServiceObjects | undefined {
    const objects = this.#inputs.objectsOf(this.#key);
    if (objects === undefined) return undefined;
    const revisions = new Map(objects.revisions.map((it) => [it.metadata.name, it]));
    for (const object of this.#detailObjects()) {
      if (object.kind !== 'Revision') continue;
      revisions.set(object.metadata.name, object as Revision);
    }
    return { ...objects, revisions: [...revisions.values()] };
  }

  #mappings(): DomainMapping[] {
    return this.#detailObjects().filter((it) => it.kind === KNATIVE.domainMapping.kind) as DomainMapping[];
  }

  #treeObjects(objects: ServiceObjects): KubeObject[] {
    const { route, configuration, kIngress, revisions, podAutoscalers, pods } = objects;
    return [route, configuration, kIngress, ...revisions, ...podAutoscalers, ...pods]
      .filter((it) => it !== undefined)
      .concat(this.#detailObjects().filter((it) => it.kind !== 'Revision'));
  }

  #detailObjects(): KubeObject[] {
    return this.sources.filter((it) => !isEvents(it)).flatMap((it) => [...it.store.values()]);
  }

  #publishViews<C extends CollectionName>(
    collection: C,
    views: readonly Collections[C][],
    keyOf: (view: Collections[C]) => string,
  ): void {
    this.#inputs.hub.publishAll(this.topic, collection, new Map(views.map((view) => [keyOf(view), view])));
  }

  #publishKept<C extends KeptCollection>(collection: C, values: ReadonlyMap<string, Collections[C]>): void {
    for (const published of this.#published.keys()) {
      const [name, key = ''] = published.split(' ');
      if (name !== collection || values.has(key)) continue;
      this.#published.delete(published);
      this.#inputs.hub.publish(this.topic, collection, key, undefined);
    }
    for (const [key, value] of values) {
      if (this.#published.get(`${collection} ${key}`) === value) continue;
      this.#published.set(`${collection} ${key}`, value);
      this.#inputs.hub.publish(this.topic, collection, key, value);
    }
  }
}

function isEvents({ spec }: Source): boolean {
  return spec.type.kind === 'Event';
}
