import type { OpenSource } from '#lib/kubernetes/source.ts';
import { Reflector, type ReflectorOptions } from '#server/kubernetes/reflector.ts';

/**
 * createOpenSource makes the function that opens reflectors on one cluster. When one of them is heard again after a
 * failure, the others that wait for the same API server retry at once.
 */
export function createOpenSource(options: ReflectorOptions): OpenSource & { retryAll(): void } {
  const reflectors = new Set<Reflector>();
  const open: OpenSource = (spec) => {
    const reflector = new Reflector(spec, options);
    reflectors.add(reflector);
    let wasLost = false;
    reflector.onState(() => {
      const { phase } = reflector.state();
      if (phase === 'live' && wasLost) {
        for (const other of reflectors) if (other.state().phase === 'reconnecting') other.retryNow();
      }
      wasLost = phase === 'reconnecting';
    });
    reflector.start().then(
      () => reflectors.delete(reflector),
      (error: unknown) => {
        reflectors.delete(reflector);
        options.log.error({ err: error, source: spec.id }, 'a watch ended by a bug');
      },
    );
    return reflector;
  };
  return Object.assign(open, {
    /** Tries every source that waits at once: the API server has been heard again. */
    retryAll() {
      for (const reflector of reflectors) reflector.retryNow();
    },
  });
}
