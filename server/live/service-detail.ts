import { findCondition } from '#lib/knative/conditions.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { TrimmedRevision } from '#lib/knative/trimmed.ts';
import type { CoreEvent } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import { isSourceOf, type Source } from '#lib/kubernetes/source.ts';
import type { CollectionName, Collections, Topic } from '#lib/live/protocol.ts';
import { failureFromEvents } from '#lib/view/failure-from-events.ts';
import type { FailureReason } from '#lib/view/headline.ts';
import type { SampleView, SplitView } from '#lib/view/models/history.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { projectPod } from '#lib/view/project-pod.ts';
import { projectRevision } from '#lib/view/project-revision.ts';
import { projectTree } from '#lib/view/project-tree.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { Clock } from '#server/clock.ts';
import type { Hub } from '#server/live/hub.ts';
import { revisionOfPod, serviceEvents } from '#server/live/service-events.ts';
import { isSettled, toSourceView } from '#server/live/source-view.ts';

/** Where an opened Service gets what it does not watch itself. */
export interface DetailInputs {
  hub: Hub;
  /** The Service's objects in the summary tier; undefined while it does not exist. */
  objectsOf: (serviceKey: string) => ServiceObjects | undefined;
  /** The Route and the Configuration with that name that belong to no Service. */
  straysOf: (serviceKey: string) => readonly KubeObject[];
  splitsOf: (serviceKey: string) => readonly SplitView[];
  samplesOf: (serviceKey: string) => readonly SampleView[];
  /** Reports why a revision failed, according to its Events. */
  recall: (serviceKey: string, revisionUid: string, failure: FailureReason) => void;
  clock: Clock;
}

/** Collections whose values are never recreated: the same object needs no second encoding. */
type KeptCollection = 'splits' | 'samples';

/** One opened Service: publishes its topic from the summary tier's objects and from its own sources. */
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
  /** Uids of an earlier Service with this name: their Events do not belong to this one. */
  #strangers: ReadonlySet<string> = new Set();
  #present: ReadonlyMap<string, string> = new Map();
  #revisions: readonly TrimmedRevision[] = [];
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

  /** Adds a source, held by the caller like the others. */
  add(source: Source): void {
    const mark = (): void => {
      if (isEvents(source)) this.#dirty.events = true;
      else this.#dirty.objects = true;
      this.#onDirty();
    };
    this.#sources.push(source);
    this.#unsubscribe.push(source.store.subscribe(mark), source.onState(mark));
  }

  /** Reports the state of a source whose objects arrive through the index. */
  addWatched(source: Source): void {
    if (!this.#watched.includes(source)) this.#watched.push(source);
    this.#dirty.objects = true;
  }

  /** Removes every source and returns them to the caller, who holds them. */
  removeSources(): Source[] {
    const removed = this.#sources;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#sources = [];
    this.#unsubscribe = [];
    this.#watched = [];
    this.#dirty = { objects: true, events: true };
    return removed;
  }

  /** Marks the Service's summary tier objects, splits or samples as changed. */
  markObjects(): void {
    this.#dirty.objects = true;
  }

  isSettled(): boolean {
    return this.sources.every((source) => {
      const state = source.state();
      return isSettled(state) || state.phase === 'unauthorized';
    });
  }

  /** Publishes what changed since the last call. */
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

  /** Publishes only the samples, so that a chart's line continues while nothing changes. */
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
      const strays = this.#inputs.straysOf(this.#key).flatMap((stray) => projectTree(stray, [], new Map()));
      this.#publishViews('nodes', strays, (view) => view.uid);
      this.#published.clear();
      this.#revisions = [];
      this.#present = new Map();
      // Events outlive their Service; a later Service could not tell that they were not its own.
      this.#forgetUids();
      return;
    }
    const percents = routedPercents(objects);
    const now = this.#inputs.clock.now();
    const head = projectServiceHead(objects, now, percents, this.#objectsOf(KNATIVE.domainMapping));
    hub.publish(this.topic, 'head', 'head', head);
    this.#publishViews(
      'revisions',
      objects.revisions.map((revision) => projectRevision(revision, objects, now, percents)),
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
    // The Service was out of sight and is still the same one, and so are its objects.
    else if (this.#uids.size === 0) this.#strangers = new Set();
    this.#serviceUid = uid;
    // The path from the root to a pod may not be readable; the pod still belongs to the Service. A pod that a deleted Service with the same
    // name left behind, and that is still terminating, does not.
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
    const events = this.#objectsOf(KUBERNETES.event);
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

  /** The Events of a revision that failed before this server saw its pods may still show why. */
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

  /** The summary tier's objects, with complete Revisions where they have arrived. */
  #objects(): ServiceObjects | undefined {
    const objects = this.#inputs.objectsOf(this.#key);
    if (objects === undefined) return undefined;
    const revisions = new Map(objects.revisions.map((revision) => [revision.metadata.name, revision]));
    for (const revision of this.#objectsOf(KNATIVE.revision)) revisions.set(revision.metadata.name, revision);
    return { ...objects, revisions: [...revisions.values()] };
  }

  /** What the sources of one type hold. */
  #objectsOf<T extends KubeObject>(type: ResourceType<KubeObject, T>): T[] {
    return this.sources
      .filter((source): source is Source<T> => isSourceOf(source, type))
      .flatMap(({ store }) => [...store.values()]);
  }

  #treeObjects(objects: ServiceObjects): KubeObject[] {
    const { route, configuration, kIngress, revisions, podAutoscalers, pods } = objects;
    return [route, configuration, kIngress, ...revisions, ...podAutoscalers, ...pods]
      .filter((object) => object !== undefined)
      .concat(this.#detailObjects().filter((object) => object.kind !== 'Revision'));
  }

  #detailObjects(): KubeObject[] {
    return this.sources.filter((source) => !isEvents(source)).flatMap((source) => [...source.store.values()]);
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

function isEvents(source: Source): boolean {
  return isSourceOf(source, KUBERNETES.event);
}
