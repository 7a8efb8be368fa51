import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrimmedService } from '#lib/knative/trimmed.ts';
import { objectKey } from '#lib/kubernetes/object.ts';
import { followsLatest, type RevisionShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { sameTraffic } from '#lib/traffic/target.ts';
import { projectChange } from '#lib/view/change.ts';
import type { SplitView } from '#lib/view/models/history.ts';
import { servedShares } from '#lib/view/served-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** How many splits are kept per Service. */
const LIMIT = 20;

interface Log {
  uid: string;
  /** The newest generation seen, whether or not it changed the traffic. */
  generation: number;
  /** Whether generations were missed since the newest split. */
  gap: boolean;
  /** Whether the newest split changed both the list and what its `@latest` will mean: what it serves until then is not a separate split. */
  settling: boolean;
  splits: SplitView[];
}

/** The splits of spec.traffic seen since the server started, and what each served, by Service. */
export class SplitLog {
  readonly #logs = new Map<string, Log>();

  /** Takes the current state of a Service, with `percents` from routedPercents. Another uid under the same name starts over. */
  observe(objects: ServiceObjects, percents: ReadonlyMap<string, number>, now: number): void {
    const { service } = objects;
    const key = objectKey(service);
    const { uid, generation = 0 } = service.metadata;
    let log = this.#logs.get(key);
    if (log?.uid !== uid) {
      log = { uid, generation: 0, gap: false, settling: false, splits: [] };
      this.#logs.set(key, log);
    }
    if (generation < log.generation) return;
    if (generation > log.generation) noteGeneration(log, service, now);
    noteServed(log, service, servedShares(objects, percents), now);
    trim(log.splits);
  }

  /** Drops a deleted Service. */
  forget(serviceKey: string): void {
    this.#logs.delete(serviceKey);
  }

  /** Splits of a Service, oldest first. */
  of(serviceKey: string): readonly SplitView[] {
    return this.#logs.get(serviceKey)?.splits ?? [];
  }
}

function noteGeneration(log: Log, service: TrimmedService, now: number): void {
  const { generation = 0 } = service.metadata;
  if (generation > log.generation + 1) log.gap = true;
  log.generation = generation;
  const traffic = [...(service.spec.traffic ?? DEFAULT_TRAFFIC)];
  const previous = log.splits.at(-1);
  if (previous !== undefined && sameTraffic(previous.traffic, traffic)) {
    log.settling = false;
    return;
  }
  log.settling = previous !== undefined && followsLatest(traffic);
  append(log, service, traffic, now);
}

/** Values are replaced, never changed: an identical object has already been published. */
function noteServed(log: Log, service: TrimmedService, served: RevisionShares | null, now: number): void {
  const split = log.splits.at(-1);
  if (split === undefined) return;
  const latestReady = service.status?.latestReadyRevisionName ?? null;
  if (served === null) {
    if (split.latestReady === null && latestReady !== null) replaceLast(log, { ...split, latestReady });
    return;
  }
  if (split.served !== null && sameShares(split.served, served)) return;
  if (split.served !== null && !log.settling) append(log, service, split.traffic, now);
  const last = log.splits.at(-1) ?? split;
  replaceLast(log, { ...last, latestReady, served: { ...served } });
}

function append(log: Log, service: TrimmedService, traffic: SplitView['traffic'], now: number): void {
  const { generation = 0 } = service.metadata;
  const { by, manager } = projectChange(service);
  const last = log.splits.at(-1);
  const number = last?.generation === generation ? Number(last.id.split('.')[1] ?? 1) + 1 : 1;
  log.splits.push({
    id: number === 1 ? String(generation) : `${generation}.${number}`,
    generation,
    traffic,
    latestReady: service.status?.latestReadyRevisionName ?? null,
    served: null,
    seenAt: new Date(now).toISOString(),
    by,
    manager,
    gap: log.gap,
  });
  log.gap = false;
}

function replaceLast(log: Log, split: SplitView): void {
  log.splits[log.splits.length - 1] = split;
}

/**
 * Drops the oldest splits. A split that served the same as the next one, so that only tags differ, goes first: a tag per pull request must
 * not push out the last split that sent traffic elsewhere.
 */
function trim(splits: SplitView[]): void {
  while (splits.length > LIMIT) {
    const twin = splits.findIndex(({ served }, index) => {
      const next = splits[index + 1];
      return served !== null && next !== undefined && next.served !== null && sameShares(served, next.served);
    });
    splits.splice(Math.max(0, twin), 1);
  }
}
