import type { Recorded } from '#tests/cluster/parity/recorder.ts';
import type { Difference, Telling } from '#tests/cluster/parity/telling.ts';

interface EventWords extends Recorded {
  type: string;
  reason: string;
  message: string;
  source?: { component?: string };
  involvedObject: { uid: string; kind: string; name: string };
}

/** Components that are simulated on both clusters show nothing about Knative. */
const SIMULATED = ['kubelet', 'default-scheduler'];

/** compareEvents compares which Events were reported for which object, regardless of their order and number. */
export function compareEvents(embedded: Telling, real: Telling): Difference[] {
  const [left, right] = [eventsOf(embedded), eventsOf(real)];
  const said = (events: ReadonlySet<string>, event: string): string =>
    events.has(event) ? 'told' : 'not reported';
  return [...new Set([...right, ...left])]
    .sort()
    .filter((event) => left.has(event) !== right.has(event))
    .map((event) => ({
      story: real.story,
      step: 'all',
      subject: 'events',
      path: event,
      embedded: said(left, event),
      real: said(right, event),
    }));
}

function eventsOf({ lives, aliases }: Telling): Set<string> {
  // Objects that a controller recreates for an owner about to be deleted appear and disappear within the step.
  const brief = new Set(
    lives
      .filter(({ steps, goneIn }) => goneIn !== undefined && steps[0] === goneIn)
      .map(({ states }) => states[0]?.metadata.uid),
  );
  const events = lives.filter(({ kind }) => kind === 'Event').flatMap(({ states }) => states.slice(0, 1));
  return new Set(
    (events as EventWords[])
      .filter(({ source }) => !SIMULATED.includes(source?.component ?? ''))
      .filter(({ involvedObject: { uid } }) => !brief.has(uid))
      .map(({ type, reason, message, source, involvedObject: { uid, kind, name } }) => {
        const object = aliases.identityOf(uid) ?? `${kind}/${name}`;
        return aliases.text(`${object}: ${type} ${reason} "${message}" (${source?.component ?? ''})`);
      }),
  );
}
