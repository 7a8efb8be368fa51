import { URGENT_STATES } from '#lib/view/attention-order.ts';
import type { AttentionState, ServiceSummary } from '#lib/view/types.ts';

type Watched = Pick<ServiceSummary, 'key' | 'uid' | 'state'>;

/** What is needed to tell a new failure from one that was there when one began to look. */
export interface FailureWatch {
  /** uid of each Service that is in an urgent state, by key. */
  urgent: ReadonlyMap<string, string>;
  /** Keys of those that got into one since, oldest first, until somebody has taken notice. */
  fresh: readonly string[];
}

/**
 * watchFailures takes the Services as they are now in; `before` is null when one begins to look, and then nothing is new. A Service
 * that is urgent when it is first seen is new too. Returns `before` itself when nothing differs.
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

/** failureWords counts new failures in words, what hurts users first: `1 newly failing, 2 changes failed`. Empty without any. */
export function failureWords(states: readonly AttentionState[]): string {
  const hurting = states.filter((state) => state === 'failing').length;
  const failed = states.length - hurting;
  const words = [
    hurting === 0 ? '' : `${hurting} newly failing`,
    failed === 0 ? '' : `${failed} ${failed === 1 ? 'change' : 'changes'} failed`,
  ];
  return words.filter((it) => it !== '').join(', ');
}

/** takeNotice forgets that failures were new: of one Service, or of all. */
export function takeNotice(watch: FailureWatch, key?: string): FailureWatch {
  if (watch.fresh.length === 0) return watch;
  return { ...watch, fresh: key === undefined ? [] : watch.fresh.filter((it) => it !== key) };
}
