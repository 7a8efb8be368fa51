import type { Condition } from '#lib/kubernetes/object.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';

/** A reason and a message; empty ones are omitted from the condition. */
export interface Why {
  reason: string;
  message: string;
}

/**
 * The conditions of one status, with Knative's rules (knative.dev/pkg `apis/condition_set.go`): Ready is False when a dependent is (the
 * newest one wins), otherwise Unknown when one is (the newest one wins), otherwise True. Other conditions have severity Info.
 */
export class ConditionSet {
  readonly #dependents: readonly string[];
  readonly #before: ReadonlyMap<string, Condition>;
  readonly #conditions: Map<string, Condition>;
  /** Conditions set in this pass, in order: stored times have second precision, and whatever is set now is newer than all of them. */
  readonly #changed: string[] = [];
  readonly #time: string;

  constructor(dependents: readonly string[], current: readonly Condition[] | undefined, now: number) {
    this.#dependents = dependents;
    this.#time = formatTime(now);
    this.#before = new Map(current?.map((condition) => [condition.type, condition]));
    this.#conditions = new Map(this.#before);
    for (const type of ['Ready', ...dependents]) {
      if (!this.#conditions.has(type)) this.#set(type, 'Unknown', undefined);
    }
  }

  get(type: string): Condition | undefined {
    return this.#conditions.get(type);
  }

  is(type: string, status: Condition['status']): boolean {
    return this.get(type)?.status === status;
  }

  markTrue(type: string, why?: Why): void {
    this.#set(type, 'True', why);
    const unhappy = this.#newest('False') ?? this.#newest('Unknown');
    if (unhappy !== undefined) this.#set('Ready', unhappy.status, whyOf(unhappy));
    else this.#set('Ready', 'True', undefined);
  }

  markUnknown(type: string, reason: string, message: string): void {
    this.#set(type, 'Unknown', { reason, message });
    if (this.#newest('False') !== undefined) {
      if (!this.is('Ready', 'False')) this.markFalse('Ready', reason, message);
    } else if (this.#dependents.includes(type)) this.#set('Ready', 'Unknown', { reason, message });
  }

  markFalse(type: string, reason: string, message: string): void {
    this.#set(type, 'False', { reason, message });
    if (this.#dependents.includes(type)) this.#set('Ready', 'False', { reason, message });
  }

  /** Sets a condition that does not affect Ready, whatever its status. */
  setInfo(type: string, status: Condition['status'], why: Why): void {
    this.#set(type, status, why);
  }

  /** Sets Ready itself, regardless of its dependents. */
  setReady(status: Condition['status'], why?: Why): void {
    this.#set('Ready', status, why);
  }

  /** Copies the status of another object's condition; an absent one counts as Unknown. */
  copy(type: string, from: Condition | undefined): void {
    if (from?.status === 'True') this.markTrue(type);
    else if (from?.status === 'False') this.markFalse(type, from.reason ?? '', from.message ?? '');
    else this.markUnknown(type, from?.reason ?? '', from?.message ?? '');
  }

  /** Returns the conditions sorted by type, as stored. A condition that ends up unchanged keeps its time. */
  list(): Condition[] {
    return [...this.#conditions.values()]
      .map((condition) => {
        const before = this.#before.get(condition.type);
        return before !== undefined && isSame(before, condition) ? before : condition;
      })
      .sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  #newest(status: Condition['status']): Condition | undefined {
    let newest: Condition | undefined;
    for (const type of [...this.#dependents].sort()) {
      const condition = this.#conditions.get(type);
      if (condition?.status !== status) continue;
      if (newest === undefined || this.#isLater(condition, newest)) newest = condition;
    }
    return newest;
  }

  #isLater(a: Condition, b: Condition): boolean {
    const [left, right] = [this.#changed.lastIndexOf(a.type), this.#changed.lastIndexOf(b.type)];
    if (left !== right) return left > right;
    return (a.lastTransitionTime ?? '') > (b.lastTransitionTime ?? '');
  }

  /** As in Knative, any difference moves lastTransitionTime, including reason and message. */
  #set(type: string, status: Condition['status'], why: Why | undefined): void {
    const isTerminal = type === 'Ready' || this.#dependents.includes(type);
    const old = this.#conditions.get(type);
    const { reason = '', message = '' } = why ?? {};
    if (old !== undefined && isSame(old, { status, reason, message })) return;
    this.#changed.push(type);
    this.#conditions.set(type, {
      lastTransitionTime: this.#time,
      ...(message === '' ? {} : { message }),
      ...(reason === '' ? {} : { reason }),
      ...(isTerminal ? {} : { severity: 'Info' }),
      status,
      type,
    });
  }
}

function isSame(a: Condition, b: Pick<Condition, 'status' | 'reason' | 'message'>): boolean {
  return (
    a.status === b.status && (a.reason ?? '') === (b.reason ?? '') && (a.message ?? '') === (b.message ?? '')
  );
}

function whyOf(condition: Condition): Why {
  return { reason: condition.reason ?? '', message: condition.message ?? '' };
}

/** conditionOf finds a condition in an object's status. */
export function conditionOf(object: object | undefined, type: string): Condition | undefined {
  const { status } = (object ?? {}) as { status?: { conditions?: Condition[] } };
  return status?.conditions?.find((condition) => condition.type === type);
}

/** isReady reports whether an object's latest generation has been observed and is Ready. */
export function isReady(object: StoredObject | undefined): boolean {
  const status = object?.['status'] as { observedGeneration?: number } | undefined;
  return (
    status?.observedGeneration === object?.metadata.generation &&
    conditionOf(object, 'Ready')?.status === 'True'
  );
}

/**
 * observe resets Ready when the generation is new, as Knative's generated reconcilers do before they reconcile (knative.dev/pkg
 * `reconcile_common.go`).
 */
export function observe(conditions: ConditionSet, object: StoredObject): void {
  const status = object['status'] as { observedGeneration?: number } | undefined;
  if (status?.observedGeneration === object.metadata.generation) return;
  conditions.markUnknown('Ready', 'NewObservedGenFailure', 'unsuccessfully observed a new generation');
}
