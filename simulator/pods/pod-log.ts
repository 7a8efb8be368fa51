import type { ServerResponse } from 'node:http';
import type { ContainerRun, LogLine, PodLogs, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { notFound, unknownResource } from '#simulator/apimachinery/status-errors.ts';
import type { Faults } from '#simulator/faults/faults.ts';
import type { ResourceRequest } from '#simulator/http/request-info.ts';
import { type PodLogOptions, readPodLogOptions } from '#simulator/pods/pod-log-options.ts';
import { chooseContainer, endedRuns, runOf } from '#simulator/pods/pod-log-run.ts';
import { textAt } from '#simulator/print/table.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** Polling interval of a followed log, in simulated ms. */
const LOOK_EVERY_MS = 500;

/** What a log is served from. */
export interface PodLogContext {
  store: ClusterStore;
  faults: Faults;
  podLogs: PodLogs;
}

/** isPodLog reports whether a request is for a pod's log. */
export function isPodLog({ group, resource, subresource }: ResourceRequest): boolean {
  return group === '' && resource === 'pods' && subresource === 'log';
}

/**
 * servePodLog sends a container's log as plain text; the log of a pod without a node is empty. A followed log continues until the container
 * run ends or the pod is gone. Throws BadRequest, Invalid or NotFound before the first byte.
 */
export function servePodLog(
  context: PodLogContext,
  request: ResourceRequest,
  response: ServerResponse,
): void {
  const { store, podLogs } = context;
  const { namespace, name, query } = request;
  const now = store.clock.now();
  const options = readPodLogOptions(query, name, now);
  const pod = store.get(KUBERNETES.pod, namespace, name);
  if (pod === undefined) throw namespace === '' ? unknownResource() : notFound(KUBERNETES.pod, name);
  const container = chooseContainer(pod, options.container);
  if (textAt(pod, 'spec', 'nodeName') === '') {
    response.writeHead(204).end();
    return;
  }
  const run = runOf(pod, container, options.previous);
  const writer = new LogWriter(response, options);
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  const until = run.end === undefined ? now : run.end.at + 1;
  const lines = podLogs(pod, run, run.startedAt, until);
  const { tailLines } = options;
  writer.write(tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - tailLines)));
  if (options.follow && run.end === undefined && !writer.isFull)
    follow(context, pod, run, until, writer, response);
  else response.end();
}

/** follow writes new lines until the run ends, the pod is gone or the client disconnects. */
function follow(
  { store, faults, podLogs }: PodLogContext,
  pod: StoredObject,
  run: ContainerRun,
  from: number,
  writer: LogWriter,
  response: ServerResponse,
): void {
  let [current, writtenUntil] = [pod, from];
  let cancel = (): void => {};
  const tell = (until: number): void => {
    if (until <= writtenUntil) return;
    writer.write(podLogs(current, run, writtenUntil, until));
    writtenUntil = until;
  };
  const stop = (): void => {
    cancel();
    unsubscribe();
    response.end();
  };
  const look = (): void => {
    if (!faults.frozen) tell(store.clock.now());
    if (writer.isFull) stop();
    else cancel = store.clock.after(LOOK_EVERY_MS, look);
  };
  const unsubscribe = store.subscribe(({ type, object }) => {
    if (object.metadata.uid !== pod.metadata.uid) return;
    const end = endedRuns(object, run.container).find(({ startedAt }) => startedAt === run.startedAt);
    current = object;
    if (type !== 'DELETED' && end === undefined) return;
    if (end === undefined) tell(store.clock.now());
    else writer.write(podLogs(object, end, writtenUntil, end.end.at + 1));
    stop();
  });
  response.once('close', stop);
  cancel = store.clock.after(LOOK_EVERY_MS, look);
}

/** Writes lines in the requested format, up to a byte limit. */
class LogWriter {
  readonly #response: ServerResponse;
  readonly #options: PodLogOptions;
  #left: number;

  constructor(response: ServerResponse, options: PodLogOptions) {
    this.#response = response;
    this.#options = options;
    this.#left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the byte limit is reached. */
  get isFull(): boolean {
    return this.#left <= 0;
  }

  write(lines: readonly LogLine[]): void {
    const { since, timestamps } = this.#options;
    const text = lines
      .filter((line) => since === undefined || line.at >= since)
      .map((line) => `${timestamps ? `${nanoseconds(line.at)} ` : ''}${line.text}\n`)
      .join('');
    if (text === '' || this.isFull) return;
    const bytes = Buffer.from(text);
    this.#response.write(bytes.subarray(0, Math.min(bytes.length, this.#left)));
    this.#left -= bytes.length;
  }
}

/** nanoseconds formats ms as RFC 3339 with nine digits, as the kubelet does. */
function nanoseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}
