import { DEFAULT_TRAFFIC, sameTraffic } from '#lib/knative/traffic-target.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { objectKey } from '#lib/kubernetes/object.ts';
import { projectChange } from '#lib/view/change.ts';
import type { SplitView } from '#lib/view/types.ts';

/** How many splits are kept for each Service, as many as of its ControllerRevisions. */
const LIMIT = 20;

interface Log {
  uid: string;
  /** The newest generation seen, whether or not it changed the traffic. */
  generation: number;
  /** Whether generations passed unseen since the newest split. */
  gap: boolean;
  splits: SplitView[];
}

/** The splits of spec.traffic that were seen since the server started, by Service. */
export class SplitLog {
  readonly #logs = new Map<string, Log>();

  /** Takes a state of a Service in. Another uid under the same name begins anew. */
  observe(service: KnativeService, now: number): void {
    const key = objectKey(service);
    const { uid, generation = 0 } = service.metadata;
    let log = this.#logs.get(key);
    if (log?.uid !== uid) {
      log = { uid, generation: 0, gap: false, splits: [] };
      this.#logs.set(key, log);
    }
    if (generation <= log.generation) return;
    if (generation > log.generation + 1) log.gap = true;
    log.generation = generation;
    const traffic = [...(service.spec.traffic ?? DEFAULT_TRAFFIC)];
    const previous = log.splits.at(-1);
    if (previous !== undefined && sameTraffic(previous.traffic, traffic)) return;
    const { by, manager } = projectChange(service);
    log.splits.push({
      generation,
      traffic,
      latestReady: service.status?.latestReadyRevisionName ?? null,
      seenAt: new Date(now).toISOString(),
      by,
      manager,
      gap: log.gap,
    });
    log.gap = false;
    if (log.splits.length > LIMIT) log.splits.shift();
  }

  /** Forgets a Service that is gone. */
  forget(serviceKey: string): void {
    this.#logs.delete(serviceKey);
  }

  /** The splits of a Service, oldest first. */
  of(serviceKey: string): readonly SplitView[] {
    return this.#logs.get(serviceKey)?.splits ?? [];
  }
}
