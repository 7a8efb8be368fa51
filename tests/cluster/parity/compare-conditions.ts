import type { Condition } from '#lib/kubernetes/object.ts';
import type { Recorded } from '#tests/cluster/parity/recorder.ts';
import type { Difference, Telling } from '#tests/cluster/parity/telling.ts';

/** A state that one watch may show and the other may not, depending on how fast one controller is before another acts. */
export interface Race {
  /** Matches the story's namespace; any when absent. */
  story?: RegExp;
  /** Matches the objects' kind and name. */
  subject: RegExp;
  /** Matches the condition's type. */
  condition: RegExp;
  /** Matches the state: status, reason, message and severity, joined by ` | `. */
  state: RegExp;
  /** The condition may also end in this state. */
  mayStay?: true;
  reason: string;
}

/** By object, condition and step: the states reported in that step, each once, in order of first appearance. */
type Sequences = Map<string, string[]>;

/** compareConditions compares what the watches showed of each condition; it skips states that depend on a race. */
export function compareConditions(
  embedded: Telling,
  real: Telling,
  races: readonly Race[],
): { differences: Difference[]; met: Set<Race> } {
  const met = new Set<Race>();
  const [left, right] = [sequencesOf(embedded, races, met), sequencesOf(real, races, met)];
  const keys = [...new Set([...right.keys(), ...left.keys()])].sort();
  const differences = keys.flatMap((key): Difference[] => {
    const [a, b] = [left.get(key) ?? [], right.get(key) ?? []];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const [subject = '', condition = '', step = ''] = key.split('#');
    const path = `states of ${condition}`;
    return [{ story: real.story, step: real.titleOf(Number(step)), subject, path, embedded: a, real: b }];
  });
  return { differences, met };
}

function sequencesOf(telling: Telling, races: readonly Race[], met: Set<Race>): Sequences {
  const { story, lives, aliases } = telling;
  const own = races.filter((race) => race.story?.test(story) ?? true);
  const sequences: Sequences = new Map();
  for (const { states, steps, goneIn } of lives) {
    const last = new Map<string, string>();
    for (const [index, state] of states.entries()) {
      const step = steps[index] ?? -1;
      // The last conditions of an object being deleted depend on which of its children went first.
      if (step === goneIn) continue;
      const subject = aliases.identity(state);
      for (const condition of conditionsOf(state)) {
        const { type } = condition;
        const words = aliases.text(wordsOf(condition));
        const race = own.find(
          (it) => it.subject.test(subject) && it.condition.test(type) && it.state.test(words),
        );
        if (race !== undefined) met.add(race);
        if (race !== undefined || last.get(type) === words) continue;
        last.set(type, words);
        const key = `${subject}#${type}#${step}`;
        const sequence = sequences.get(key) ?? [];
        if (!sequence.includes(words)) sequence.push(words);
        sequences.set(key, sequence);
      }
    }
  }
  return sequences;
}

function wordsOf({ status, reason = '', message = '', severity = '' }: Condition): string {
  return [status, reason, message, severity].filter((it) => it !== '').join(' | ');
}

function conditionsOf(object: Recorded): Condition[] {
  return (object as { status?: { conditions?: Condition[] } }).status?.conditions ?? [];
}
