import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { Clock, Random, Store, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { WRITER } from '#simulator/controllers/writers.ts';

/** kube-apiserver `--event-ttl`. */
const TIME_TO_LIVE_MS = 3_600_000;

/** The source of an event: `source.component`, and the node for a kubelet. */
export interface EventSource {
  component: string;
  host?: string;
}

/** Writes core/v1 Events; a repeated event increments its count, as client-go's correlator does. Each expires after an hour. */
export class EventRecorder {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #names = new Map<string, string>();

  constructor(store: Store, clock: Clock, random: Random) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  normal(source: EventSource, object: StoredObject, reason: string, message: string): void {
    this.#record(source, object, 'Normal', reason, message);
  }

  warning(source: EventSource, object: StoredObject, reason: string, message: string): void {
    this.#record(source, object, 'Warning', reason, message);
  }

  #record(source: EventSource, object: StoredObject, type: string, reason: string, message: string): void {
    const { namespace = 'default', name, uid } = object.metadata;
    const time = formatTime(this.#clock.now());
    const correlation = [uid, type, reason, message].join('\n');
    const known = this.#store.get(KUBERNETES.event, namespace, this.#names.get(correlation) ?? '');
    if (known !== undefined) {
      const count = typeof known['count'] === 'number' ? known['count'] + 1 : 2;
      this.#store.update(KUBERNETES.event, { ...known, count, lastTimestamp: time }, WRITER.knative);
      return;
    }
    if (this.#isTerminating(namespace)) return;
    const created = this.#store.create(
      KUBERNETES.event,
      {
        apiVersion: apiVersionOf(KUBERNETES.event),
        kind: 'Event',
        metadata: { name: `${name}.${this.#suffix()}`, namespace },
        involvedObject: {
          apiVersion: object.apiVersion,
          kind: object.kind,
          name,
          namespace,
          uid,
          resourceVersion: object.metadata.resourceVersion,
        },
        reason,
        message,
        source,
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        type,
        eventTime: null,
        reportingComponent: source.component,
        reportingInstance: source.host ?? '',
      },
      WRITER.knative,
    );
    this.#names.set(correlation, created.metadata.name);
    this.#expireLater(correlation, namespace, created.metadata.name);
  }

  #expireLater(correlation: string, namespace: string, name: string): void {
    this.#clock.after(TIME_TO_LIVE_MS, () => {
      const event = this.#store.get(KUBERNETES.event, namespace, name);
      const last = event?.['lastTimestamp'];
      const age = typeof last === 'string' ? this.#clock.now() - Date.parse(last) : TIME_TO_LIVE_MS;
      if (event !== undefined && age < TIME_TO_LIVE_MS) {
        this.#expireLater(correlation, namespace, name);
        return;
      }
      this.#names.delete(correlation);
      if (event !== undefined) this.#store.delete(KUBERNETES.event, namespace, name, WRITER.kubernetes);
    });
  }

  /** A terminating namespace accepts no new objects. */
  #isTerminating(namespace: string): boolean {
    const found = this.#store.get(KUBERNETES.namespace, undefined, namespace);
    return found === undefined || found.metadata.deletionTimestamp !== undefined;
  }

  /** client-go suffixes event names with the time in hex nanoseconds. */
  #suffix(): string {
    const nanoseconds = BigInt(Math.floor(this.#clock.now())) * 1_000_000n;
    return (nanoseconds + BigInt(Math.floor(this.#random.next() * 1_000_000))).toString(16);
  }
}
