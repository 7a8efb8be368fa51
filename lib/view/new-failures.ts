import { URGENT_STATES } from '#lib/view/attention-order.ts';
import type { AttentionState, ServiceSummary } from '#lib/view/models/service-summary.ts';

type Watched = Pick<ServiceSummary, 'key' | 'uid' | 'state'>;

/** State that distinguishes a new failure from one that existed when watching began. */
export interface FailureWatch {
  /** uid of each Service that is in an urgent state, by key. */
  urgent: ReadonlyMap<string, string>;
  /** Keys of those that entered such a state since, oldest first, until someone acknowledges them. */
  fresh: readonly string[];
}

/**
 * watchFailures updates the watch with the current Services. `before` is null when watching begins, and then nothing is new. A Service that
 * is urgent when first seen is new, too. Returns `before` itself when nothing differs.
 */
export function watchFailures(before: FailureWatch | null, services: Iterable<Watched>): FailureWatch {
  const urgent = new Map<string, string>();
  for (const { key, uid, state } of services) if (URGENT_STATES.has(state)) urgent.set(key, uid);
  if (before === null) return { urgent, fresh: [] };
  const still = before.fresh.filter((key) => urgent.has(key));
  const came = [...urgent].filter(([key, uid]) => before.urgent.get(key) !== uid).map(([key]) => key);
  const fresh = [...still.filter((key) => !came.includes(key)), ...came];
  const same =
    urgent.size === before.urgent.size && came.length === 0 && still.length === before.fresh.length;
  return same ? before : { urgent, fresh };
}

/** failureWords summarizes new failures, those that affect users first: `1 newly failing, 2 changes failed`. Empty when there are none. */
export function failureWords(states: readonly AttentionState[]): string {
  const hurting = states.filter((state) => state === 'failing').length;
  const failed = states.length - hurting;
  const words = [
    hurting === 0 ? '' : `${hurting} newly failing`,
    failed === 0 ? '' : `${failed} ${failed === 1 ? 'change' : 'changes'} failed`,
  ];
  return words.filter((part) => part !== '').join(', ');
}

/** takeNotice acknowledges new failures: of one Service, or of all. */
export function takeNotice(watch: FailureWatch, key?: string): FailureWatch {
  if (watch.fresh.length === 0) return watch;
  return { ...watch, fresh: key === undefined ? [] : watch.fresh.filter((freshKey) => freshKey !== key) };
}
