import { formatPercent } from '#lib/format/percent.ts';
import { type Harm, type HarmCause, NOTHING_ROUTED } from '#lib/traffic/harm.ts';

/**
 * harmEffect returns what a judgment means for requests, as a clause. It is the only place that writes that traffic is unaffected. It does
 * so where that is proven, and otherwise states what is known.
 */
export function harmEffect(harm: Harm): string {
  return effectOf(harm, `${harm.causes[0]?.object.name ?? ''} has`);
}

/** effectOf formats the effect. `starter` names what is starting, with its verb. */
function effectOf(harm: Harm, starter: string): string {
  const first = harm.causes[0];
  if (harm.level === 'none' || first === undefined) return 'traffic is unaffected';
  if (first.unrouted === true) return first.level === 'hurting' ? NOTHING_ROUTED : `${NOTHING_ROUTED} yet`;
  if (harm.level === 'hurting') {
    return harm.failing >= 100 ? 'every request fails' : `${formatPercent(harm.failing)} of requests fail`;
  }
  // It is known that requests wait only when nothing else is in doubt.
  if (harm.causes.every(({ state }) => state === 'starting')) {
    return harm.doubtful >= 100
      ? `requests wait until ${starter} started`
      : `${formatPercent(harm.doubtful)} of requests wait until ${starter} started`;
  }
  return harm.doubtful >= 100
    ? 'whether requests are answered is not known'
    : `whether ${formatPercent(harm.doubtful)} of requests are answered is not known`;
}

/** causeWords formats a cause with its object: `hello-00001 crashes with exit code 1`. */
export function causeWords({ object, words }: HarmCause): string {
  return object.kind === 'Revision' ? `${object.name} ${words}` : words;
}

/** harmSentence formats cause and effect: `hello-00001 crashes with exit code 1: 90 % of requests fail`. Empty when there is no harm. */
export function harmSentence(harm: Harm): string {
  const first = harm.causes[0];
  if (first === undefined) return '';
  if (first.words === NOTHING_ROUTED) return harmEffect(harm);
  const otherCount = harm.causes.filter(
    ({ level, object }) => level === first.level && object !== first.object,
  ).length;
  const more = otherCount === 0 ? '' : ` (and ${otherCount} more)`;
  return `${causeWords(first)}${more}: ${effectOf(harm, otherCount === 0 ? 'it has' : 'they have')}`;
}
