import { assertNever } from '#lib/assert-never.ts';
import type { SourceState } from '#lib/kubernetes/source.ts';
import type { WatchState } from '#lib/kubernetes/watch-state.ts';

/** nextSourceState says how a source is doing after its machine has moved; the same object when nothing changed. */
export function nextSourceState(before: SourceState, machine: WatchState, now: number): SourceState {
  const { phase, error } = phaseOf(before, machine);
  if (phase === before.phase && error === before.error) return before;
  return { ...before, phase, error, since: phase === before.phase ? before.since : now };
}

function phaseOf(before: SourceState, machine: WatchState): Pick<SourceState, 'phase' | 'error'> {
  switch (machine.phase) {
    case 'watching':
      return { phase: 'live', error: '' };
    case 'listing':
      // While it is live, only an expired version leads back to a list.
      return before.phase === 'live'
        ? { phase: 'reconnecting', error: 'the resourceVersion has expired, listing again' }
        : before;
    case 'backingOff': {
      const { kind, message } = machine.failure;
      const refused = kind === 'forbidden' || kind === 'missing' || kind === 'unauthorized';
      return { phase: refused ? kind : 'reconnecting', error: message };
    }
    // A watch that ends by itself is opened again at once: no fault, unless that fails.
    case 'connecting':
    case 'stopped':
      return before;
    default:
      return assertNever(machine);
  }
}
