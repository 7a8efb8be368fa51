import { normalObject, type Spot, spots } from '#tests/cluster/parity/normal.ts';
import type { StepRecord } from '#tests/cluster/parity/player.ts';
import type { Difference, Telling } from '#tests/cluster/parity/telling.ts';

/** compareSteps compares the answer to each change, and the state of every object once everything was quiet after it. */
export function compareSteps(embedded: Telling, real: Telling): Difference[] {
  return real.record.steps.flatMap((right, index) => {
    const left = embedded.record.steps[index];
    if (left === undefined)
      throw new Error(`${real.story}: the embedded cluster did not reach ${right.title}`);
    const at = { story: real.story, step: right.title };
    const found = [
      ...spots(answerOf(embedded, left), answerOf(real, right)).map((spot) => ({
        subject: 'answer',
        ...spot,
      })),
      ...spots(left.unmet, right.unmet).map((spot) => ({ subject: 'goals', ...spot })),
      ...objectSpots(objectsOf(embedded, left), objectsOf(real, right)),
    ];
    return found.map((spot) => ({ ...at, ...spot }));
  });
}

/** The code, the warnings and, for a refusal, the Status. */
function answerOf({ aliases }: Telling, { answer }: StepRecord): unknown {
  if (answer === undefined) return {};
  const { code, body, warnings } = answer;
  return aliases.value({ code, warnings, ...(code < 300 ? {} : { body }) });
}

function objectsOf({ aliases }: Telling, { objects }: StepRecord): Map<string, unknown> {
  return new Map(
    objects
      .filter(({ kind }) => kind !== 'Event')
      .map(({ object }) => [aliases.identity(object), normalObject(object, aliases)]),
  );
}

function objectSpots(
  embedded: ReadonlyMap<string, unknown>,
  real: ReadonlyMap<string, unknown>,
): (Spot & { subject: string })[] {
  const subjects = [...new Set([...real.keys(), ...embedded.keys()])].sort();
  return subjects.flatMap((subject) => {
    const [left, right] = [embedded.get(subject), real.get(subject)];
    if (left !== undefined && right !== undefined) {
      return spots(left, right).map((spot) => ({ subject, ...spot }));
    }
    const presence = (there: unknown): string => (there === undefined ? 'absent' : 'present');
    return [{ subject, path: 'presence', embedded: presence(left), real: presence(right) }];
  });
}

/** compareTables compares what `kubectl get` would print at the end. */
export function compareTables(embedded: Telling, real: Telling): Difference[] {
  const read = ({ aliases, record: { tables } }: Telling): unknown => sorted(aliases.value(tables) as object);
  return spots(read(embedded), read(real)).map((spot) => ({
    story: real.story,
    step: 'all',
    subject: 'table',
    ...spot,
  }));

  function sorted(tables: object): unknown {
    return Object.fromEntries(
      Object.entries(tables).map(([kind, table]: [string, { rows: unknown[][] }]) => [
        kind,
        { ...table, rows: [...table.rows].sort((a, b) => String(a[0]).localeCompare(String(b[0]))) },
      ]),
    );
  }
}
