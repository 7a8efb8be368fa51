import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { KIngress, Pod } from '#lib/knative/types.ts';
import type {
  ContainerRun,
  LogLine,
  PodLogs,
  Stored,
  StoredObject,
} from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { sha256 } from '#simulator/controllers/names.ts';
import { loadOf } from '#simulator/knative/load/load.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { routesOf } from '#simulator/knative/route/labeler.ts';
import { seededRandom } from '#simulator/runtime/random.ts';

/** Requests are logged in slots of this length; a slot's lines depend only on the pod and the slot. */
const SLOT_MS = 5000;
/** How far back a node keeps logs. */
const KEPT_MS = 12 * 3600 * 1000;
/** Concurrent requests per log line per slot; more lines would make the log unreadable. */
const LOAD_A_LINE = 10;
const MOST_LINES_A_SLOT = 8;

const REQUESTS = [
  'GET / 200',
  'GET / 200',
  'GET / 200',
  'GET /index.html 200',
  'POST /events 202',
  'GET /favicon.ico 404',
];

/**
 * podLogLines generates container logs. The user's container logs its start, requests according to its Service's load, and its end;
 * queue-proxy logs what knative/serving v0.50.0 `pkg/queue/sharedmain` does. Nothing is stored: every line derives from the pod and the
 * time.
 */
export function podLogLines(context: Pick<Context, 'store'>): PodLogs {
  return (pod, run, from, to) => {
    const lines =
      run.container === 'queue-proxy'
        ? queueProxyLines(pod, run)
        : [...userLines(pod, run), ...requestLines(context, pod, run, from, to)];
    return lines.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
  };
}

/** deletionRequestedAt returns when a pod's deletion was requested; undefined when it was not. */
function deletionRequestedAt({ metadata }: StoredObject): number | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  const grace = (metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds ?? 0;
  return endOfSecond(metadata.deletionTimestamp) - grace * 1000;
}

/** endOfSecond returns the last ms of a timestamp's second, so that nothing dated by it is too early; 0 when absent. */
function endOfSecond(timestamp: string | undefined): number {
  return timestamp === undefined ? 0 : Date.parse(timestamp) + 999;
}

const userLine = (at: number, text: string): LogLine => ({
  at,
  text: `${new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} ${text}`,
});

function userLines(pod: Stored<Pod>, { container, startedAt, end }: ContainerRun): LogLine[] {
  const spec = pod.spec?.containers?.find(({ name }) => name === container);
  const port = spec?.ports?.[0]?.containerPort;
  const lines = [userLine(startedAt, port === undefined ? 'started' : `listening on port ${port}`)];
  if (end !== undefined) {
    const words = end.lastWords.split('\n').filter((text) => text !== '');
    return [...lines, ...words.map((text) => ({ at: end.at, text }))];
  }
  const ends = deletionRequestedAt(pod);
  return ends === undefined
    ? lines
    : [...lines, userLine(Math.max(ends, startedAt), 'terminated: shutting down')];
}

function queueProxyLines(pod: Stored<Pod>, { startedAt }: ContainerRun): LogLine[] {
  const { namespace = '', name, labels } = pod.metadata;
  const line = (at: number, source: number, message: string): LogLine => ({
    at,
    text: JSON.stringify({
      severity: 'INFO',
      timestamp: new Date(at).toISOString(),
      logger: 'queueproxy',
      caller: `sharedmain/main.go:${source}`,
      message,
      'knative.dev/key': `${namespace}/${labels?.[LABEL.revision] ?? ''}`,
      'knative.dev/pod': name,
    }),
  });
  const ends = deletionRequestedAt(pod);
  return [
    line(startedAt + 31, 308, 'Starting queue-proxy'),
    line(startedAt + 31, 276, 'Starting http server metrics:9090'),
    line(startedAt + 32, 276, 'Starting http server main:8012'),
    line(startedAt + 32, 276, 'Starting http server admin:8022'),
    ...(ends === undefined
      ? []
      : [
          line(ends, 318, 'Received TERM signal, attempting to gracefully shutdown servers.'),
          line(ends, 319, 'Sleeping 30s to allow K8s propagation of non-ready state'),
        ]),
  ];
}

/**
 * requestLines returns the request log of the first container of a Revision's pod, while the pod is ready and the Revision is routed to.
 */
function requestLines(
  { store }: Pick<Context, 'store'>,
  pod: Stored<Pod>,
  run: ContainerRun,
  from: number,
  to: number,
): LogLine[] {
  const { namespace, labels, uid } = pod.metadata;
  const { spec, status } = pod;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (run.end !== undefined || run.container !== spec?.containers?.[0]?.name || ready?.status !== 'True')
    return [];
  const revision = store.get(KNATIVE.revision, namespace, labels?.[LABEL.revision] ?? '');
  if (revision === undefined) return [];
  const routed = routedTime(revision);
  const start = Math.max(from, to - KEPT_MS, endOfSecond(ready.lastTransitionTime), routed.from);
  const end = Math.min(to, routed.to, deletionRequestedAt(pod) ?? to);
  const load = Math.max(0, ...ingressesOf(store, revision).map(loadOf));
  const seed = Number.parseInt(sha256(uid).slice(0, 8), 16);
  const lines: LogLine[] = [];
  for (let slot = Math.floor(start / SLOT_MS); slot * SLOT_MS < end; slot += 1) {
    lines.push(...slotLines(seed, slot, load).filter(({ at }) => at >= start && at < end));
  }
  return lines;
}

/** routedTime returns when a Revision was routed to, as far as its labels still show. */
function routedTime({ metadata }: StoredObject): { from: number; to: number } {
  const modified = endOfSecond(metadata.annotations?.[ANNOTATION.routingStateModified]);
  const state = metadata.labels?.[LABEL.routingState];
  if (state === 'active') return { from: modified, to: Number.POSITIVE_INFINITY };
  return { from: 0, to: state === 'reserve' ? modified : 0 };
}

/**
 * ingressesOf returns the KIngress of a Revision's Service, whether or not it routes there now, and those of other Routes while they point
 * at it.
 */
function ingressesOf(store: Context['store'], revision: StoredObject): Stored<KIngress>[] {
  const { namespace, labels } = revision.metadata;
  const routes = new Set([...routesOf(revision), labels?.[LABEL.service] ?? '']);
  return [...routes].flatMap((route) => store.get(KNATIVE.kIngress, namespace, route) ?? []);
}

function slotLines(seed: number, slot: number, load: number): LogLine[] {
  const random = seededRandom(seed ^ slot);
  const next = (): number => random.next();
  const expected = Math.min(MOST_LINES_A_SLOT, load / LOAD_A_LINE);
  const count = Math.floor(expected + next());
  const lines = Array.from({ length: count }, () => {
    const at = slot * SLOT_MS + Math.floor(next() * SLOT_MS);
    const request = REQUESTS[Math.floor(next() * REQUESTS.length)] ?? '';
    return userLine(at, `${request} ${2 + Math.floor(next() * 40)}ms`);
  });
  return lines.sort((a, b) => a.at - b.at);
}
