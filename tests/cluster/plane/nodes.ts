import { KUBERNETES } from '#lib/knative/resources.ts';
import type { Pod } from '#lib/knative/types.ts';
import { collectionPath, objectPath } from '#lib/kubernetes/resource.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { DEFAULT_SETTINGS } from '#simulator/controllers/context.ts';
import { nodeFacts, placeOf } from '#simulator/kubelet/node-facts.ts';
import { nodeManifest, nodeStatus } from '#simulator/kubelet/nodes.ts';
import { behaviourOf } from '#simulator/kubelet/pod-behaviour.ts';
import type { StepEvent } from '#simulator/kubelet/pod-step.ts';
import { nextStep } from '#simulator/kubelet/pod-steps.ts';
import { type Api, ApiError, eventually } from '#tests/cluster/plane/api.ts';

const { nodes: NODES } = DEFAULT_SETTINGS;
const TERMINATION_MS = 300;
const RETRY_MS = 200;

interface Waiting {
  from: string;
  timer: NodeJS.Timeout;
}

/**
 * Simulates the scheduler and the kubelets of the real control plane, which has no machines: takes each pod through the same steps as in
 * the embedded cluster, over the Kubernetes API. Nothing runs and nothing is dialed.
 */
export class SimulatedNodes {
  readonly #api: Api;
  readonly #report: (words: string) => void;
  readonly #stopped = new AbortController();
  readonly #pods = new Map<string, Pod>();
  readonly #waits = new Map<string, Waiting>();
  readonly #pulled = new Set<string>();
  #loop: Promise<void> = Promise.resolve();

  /** `report` receives failures; a pod that was deleted in the meantime is not one. */
  constructor(api: Api, report: (words: string) => void) {
    this.#api = api;
    this.#report = report;
  }

  /** Registers the nodes and starts watching pods. */
  async start(): Promise<void> {
    for (const [index, name] of NODES.entries()) await this.#register(name, index);
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const uid of this.#waits.keys()) this.#forget(uid);
    await this.#loop;
  }

  async #register(name: string, index: number): Promise<void> {
    await eventually(
      `node ${name} is registered`,
      () =>
        this.#api.call({
          method: 'POST',
          path: '/api/v1/nodes',
          body: { apiVersion: 'v1', kind: 'Node', ...nodeManifest(name, index) },
        }),
      10_000,
    );
    await this.#api.call({
      method: 'PATCH',
      path: `/api/v1/nodes/${name}/status`,
      contentType: 'application/merge-patch+json',
      body: { status: nodeStatus(name, index, Date.now()) },
    });
  }

  /** Lists and watches pods, and relists whenever the watch ends: killing the API server is part of the tests. */
  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const list = await this.#api.call<{ metadata: { resourceVersion: string }; items: Pod[] }>({
          path: collectionPath(KUBERNETES.pod),
          signal,
        });
        const present = new Set(list.items.map(({ metadata }) => metadata.uid));
        for (const uid of this.#pods.keys()) if (!present.has(uid)) this.#gone(uid);
        for (const pod of list.items) this.#take(pod);
        const query = `watch=true&resourceVersion=${list.metadata.resourceVersion}`;
        for await (const event of this.#api.lines(`${collectionPath(KUBERNETES.pod)}?${query}`, signal)) {
          const pod = event['object'] as Pod;
          if (event['type'] === 'ERROR') break;
          if (event['type'] === 'DELETED') this.#gone(pod.metadata.uid);
          else this.#take(pod);
        }
      } catch {
        // Whoever stopped the API server restarts it.
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  #gone(uid: string): void {
    this.#pods.delete(uid);
    this.#forget(uid);
  }

  #forget(uid: string): void {
    clearTimeout(this.#waits.get(uid)?.timer);
    this.#waits.delete(uid);
  }

  /** Schedules a pod's next step, unless it is already scheduled. */
  #take(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata;
    this.#pods.set(uid, pod);
    if (deletionTimestamp !== undefined) {
      this.#await(uid, 'terminating', TERMINATION_MS, () => this.#finish(pod));
      return;
    }
    const step = nextStep(pod, behaviourOf(pod.metadata.annotations), this.#facts(pod));
    if (step === undefined) this.#forget(uid);
    else this.#await(uid, step.from, step.afterMs, () => this.#perform(uid));
  }

  #await(uid: string, from: string, afterMs: number, act: () => Promise<void>): void {
    if (this.#waits.get(uid)?.from === from) return;
    this.#forget(uid);
    const timer = setTimeout(() => {
      act().catch((error: unknown) => {
        this.#waits.delete(uid);
        const isGone = error instanceof ApiError && (error.code === 404 || error.code === 409);
        const isMine = !this.#stopped.signal.aborted && error instanceof ApiError && !isGone;
        if (isMine) this.#report(`simulated nodes: ${error.message}`);
        // The state that the watch last reported may be stale, or the API server may be down: check again.
        const pod = this.#pods.get(uid);
        if (pod !== undefined && !this.#stopped.signal.aborted) setTimeout(() => this.#again(uid), RETRY_MS);
      });
    }, afterMs);
    this.#waits.set(uid, { from, timer });
  }

  #again(uid: string): void {
    const pod = this.#pods.get(uid);
    if (pod !== undefined && !this.#stopped.signal.aborted) this.#take(pod);
  }

  #facts(pod: Pod) {
    return nodeFacts(pod, NODES, this.#pulled);
  }

  async #perform(uid: string): Promise<void> {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return;
    const node = this.#facts(pod);
    const step = nextStep(pod, behaviourOf(pod.metadata.annotations), node);
    if (step === undefined) return;
    const { namespace = '', name } = pod.metadata;
    const path = objectPath(KUBERNETES.pod, namespace, name);
    const { status, bind, events } = step.take(Date.now());
    if (bind === true) {
      const target = { apiVersion: 'v1', kind: 'Node', name: node.nodeName };
      const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name, uid }, target };
      await this.#api.call({ method: 'POST', path: `${path}/binding`, body });
    }
    await this.#api.call({
      method: 'PATCH',
      path: `${path}/status`,
      contentType: 'application/merge-patch+json',
      body: { metadata: { uid }, status },
    });
    if (events.some(({ reason }) => reason === 'Pulled')) this.#pulled.add(placeOf(pod, node.nodeName));
    for (const event of events) await this.#tell(pod, event, node.nodeName);
  }

  /** The kubelet's final delete, which really removes a pod. */
  async #finish({ metadata: { namespace, name, uid } }: Pod): Promise<void> {
    await this.#api.call({
      method: 'DELETE',
      path: objectPath(KUBERNETES.pod, namespace, name),
      body: { gracePeriodSeconds: 0, preconditions: { uid } },
    });
  }

  async #tell(pod: Pod, event: StepEvent, node: string): Promise<void> {
    const { namespace = '', name, uid, resourceVersion } = pod.metadata;
    const now = formatTime(Date.now());
    await this.#api.call({
      method: 'POST',
      path: collectionPath(KUBERNETES.event, namespace),
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { generateName: `${name}.`, namespace },
        involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion },
        type: event.type,
        reason: event.reason,
        message: event.message,
        source:
          event.scheduler === true
            ? { component: 'default-scheduler' }
            : { component: 'kubelet', host: node },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
      },
    });
  }
}
