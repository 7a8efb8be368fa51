import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestRecord } from '#server/kubernetes/request-log.ts';

/** Sluice's own metrics, in the Prometheus text format at /metrics. No label carries the name of a person or an object. */
export interface Metrics {
  /** One request to the API server that was answered, or failed (code 0). */
  countApiRequest(request: RequestRecord): void;
  /** One write that a person requested, by its result: `ok`, or the ApiErrorCode. */
  countAction(action: string, outcome: string): void;
  /** One request refused by the HTTP API or a page, by its ApiErrorCode. */
  countRefusal(code: string): void;
  /** Reads a value at scrape time. */
  gauge(name: string, help: string, read: () => number | ReadonlyMap<string, number>, label?: string): void;
  contentType: string;
  text(): Promise<string>;
}

/** createMetrics creates the registry of one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const apiRequests = new Counter({
    name: 'sluice_kubernetes_requests_total',
    help: 'Requests to the API server by verb, resource and answer (0: no answer).',
    labelNames: ['verb', 'resource', 'code'],
    registers,
  });
  const apiSeconds = new Histogram({
    name: 'sluice_kubernetes_request_duration_seconds',
    help: 'Time to the answer of requests to the API server, watches up to their first byte.',
    labelNames: ['verb'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const actions = new Counter({
    name: 'sluice_actions_total',
    help: 'Writes that users requested, by action and outcome.',
    labelNames: ['action', 'outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'sluice_refusals_total',
    help: 'Requests that were refused, by code (docs/http-api.md).',
    labelNames: ['code'],
    registers,
  });
  return {
    countApiRequest({ verb, resource, code, durationMs }) {
      apiRequests.inc({ verb, resource, code: String(code) });
      apiSeconds.observe({ verb }, durationMs / 1000);
    },
    countAction(action, outcome) {
      actions.inc({ action, outcome });
    },
    countRefusal(code) {
      refusals.inc({ code });
    },
    gauge(name, help, read, label) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers,
        labelNames: label === undefined ? [] : [label],
        collect(): void {
          const value = read();
          if (typeof value === 'number') {
            gauge.set(value);
            return;
          }
          gauge.reset();
          for (const [key, number] of value) gauge.set({ [label ?? 'key']: key }, number);
        },
      });
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
