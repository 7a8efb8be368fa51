import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { OpenSource, Source, SourceSpec } from '#lib/kubernetes/source.ts';
import { LIVED_MS } from '#lib/kubernetes/watch-state.ts';
import { elapsedMs, LONG_AGO } from '#server/clock.ts';
import { Openings } from '#server/kubernetes/openings.ts';
import { Reflector, type Surroundings } from '#server/kubernetes/reflector.ts';
import { type Checkable, WatchChecks } from '#server/kubernetes/watch-checks.ts';

/** Minimum interval between two wake-ups out of back-off, so that sources do not wake each other in a loop. */
const WAKE_EVERY_MS = 5_000;

export interface OpenSources extends OpenSource {
  /** Retries every waiting source, whatever it waits for: the API server has responded again. */
  retryAll(): void;
  /** Sets whether anyone is viewing: silent watches are checked then. */
  setWatched(isWatched: boolean): void;
}

/**
 * createOpenSource returns the function that opens reflectors on one cluster. When one of them has recovered from a failure and has stayed
 * live for a while, the others that lost their connection retry immediately.
 */
export function createOpenSource(options: Surroundings): OpenSources {
  const { clock, log } = options;
  const openings = new Openings(clock);
  const reflectors = new Set<Checkable & Required<Pick<Source, 'retryNow'>>>();
  const checks = new WatchChecks(clock, reflectors);
  const wake = atMostEvery(options, WAKE_EVERY_MS);
  const open: OpenSource = <T extends KubeObject>(spec: SourceSpec<T>) => {
    const reflector = new Reflector(spec, { ...options, openings });
    reflectors.add(reflector);
    let wasLost = false;
    let cancel: () => void = () => undefined;
    reflector.onState(() => {
      const { phase } = reflector.state();
      cancel();
      if (phase === 'live' && wasLost) {
        cancel = clock.after(LIVED_MS, () =>
          wake(() => {
            for (const other of reflectors) other.retryNow('network');
          }),
        );
      }
      wasLost = phase === 'reconnecting';
    });
    const ended = (): void => {
      cancel();
      reflectors.delete(reflector);
      if (reflectors.size > 0) return;
      wake.cancel();
      checks.setWatched(false);
    };
    reflector.start().then(ended, (error: unknown) => {
      ended();
      log.error({ err: error, source: spec.id }, 'a watch ended by a bug');
    });
    return reflector;
  };
  return Object.assign(open, {
    setWatched: (isWatched: boolean) => checks.setWatched(isWatched),
    retryAll() {
      wake(() => {
        for (const reflector of reflectors) reflector.retryNow();
      });
    },
  });
}

/** Calls immediately if the last call was long enough ago; otherwise the latest call runs when the interval is over. */
function atMostEvery({ clock }: Pick<Surroundings, 'clock'>, ms: number) {
  let last = LONG_AGO;
  let cancel: () => void = () => undefined;
  const wake = (act: () => void): void => {
    cancel();
    const left = ms - elapsedMs(clock, last);
    if (left > 0) {
      cancel = clock.after(left, () => wake(act));
      return;
    }
    last = clock.moment();
    act();
  };
  return Object.assign(wake, { cancel: () => cancel() });
}
