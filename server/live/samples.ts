import type { SampleView } from '#lib/view/models/history.ts';
import type { PodCount } from '#lib/view/scale.ts';

/** How far back samples reach, and how often one is taken while nothing changes and anyone is viewing. */
export const SAMPLE_WINDOW_MS = 15 * 60_000;
export const SAMPLE_INTERVAL_MS = 15_000;
/** Changes within one slot of this length produce one sample, the last of them. */
const SLOT_MS = 1_000;
/** Beyond this many, the older half of a Service's samples is thinned out, so that flapping does not use up memory. */
const LIMIT = 180;

type Revisions = SampleView['revisions'];

/**
 * Routed percent and pods of each revision over the last minutes, by Service. A Service that does not change costs one sample; equal
 * readings share one object.
 */
export class SampleLog {
  readonly #logs = new Map<string, SampleView[]>();

  /** Takes a reading, and stores it if it differs from the previous one. */
  observe(
    serviceKey: string,
    percents: ReadonlyMap<string, number>,
    pods: ReadonlyMap<string, PodCount>,
    now: number,
  ): void {
    const samples = this.#logs.get(serviceKey) ?? [];
    this.#logs.set(serviceKey, samples);
    const reading = toReading(percents, pods);
    const last = samples.at(-1);
    if (last !== undefined && sameReading(last.revisions, reading)) return;
    this.#append(samples, reading, now);
  }

  /** Repeats the last reading at the current time, so that a chart's line continues. */
  tick(serviceKey: string, now: number): void {
    const samples = this.#logs.get(serviceKey);
    const last = samples?.at(-1);
    if (samples === undefined || last === undefined) return;
    if (now - last.at >= SAMPLE_INTERVAL_MS) this.#append(samples, last.revisions, now);
    this.#trim(samples, now);
  }

  /** Drops a deleted Service. */
  forget(serviceKey: string): void {
    this.#logs.delete(serviceKey);
  }

  /** Samples of a Service, oldest first; the first may be older than the window, as the state at its start. */
  of(serviceKey: string): readonly SampleView[] {
    return this.#logs.get(serviceKey) ?? [];
  }

  #append(samples: SampleView[], revisions: Revisions, now: number): void {
    const at = Math.floor(now / SLOT_MS) * SLOT_MS;
    const last = samples.at(-1);
    // A clock that was set back must not make time run backwards in a chart.
    if (last !== undefined && at <= last.at) samples[samples.length - 1] = { at: last.at, revisions };
    else samples.push({ at, revisions });
    this.#trim(samples, now);
  }

  #trim(samples: SampleView[], now: number): void {
    let first = 0;
    while ((samples[first + 1]?.at ?? Number.POSITIVE_INFINITY) <= now - SAMPLE_WINDOW_MS) first += 1;
    if (first > 0) samples.splice(0, first);
    if (samples.length <= LIMIT) return;
    const half = Math.floor(samples.length / 2);
    samples.splice(0, half, ...samples.slice(0, half).filter((_, index) => index % 2 === 0));
  }
}

/** Revisions with neither traffic nor pods are left out: a Service may have hundreds of them. */
function toReading(percents: ReadonlyMap<string, number>, pods: ReadonlyMap<string, PodCount>): Revisions {
  const reading: Revisions = {};
  for (const name of new Set([...percents.keys(), ...pods.keys()])) {
    const percent = percents.get(name) ?? 0;
    const { ready, desired } = pods.get(name) ?? { ready: 0, desired: 0 };
    if (percent > 0 || ready > 0 || desired > 0) reading[name] = { percent, ready, desired };
  }
  return reading;
}

function sameReading(a: Revisions, b: Revisions): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const x = a[name];
      const y = b[name];
      return x?.percent === y?.percent && x?.ready === y?.ready && x?.desired === y?.desired;
    })
  );
}
