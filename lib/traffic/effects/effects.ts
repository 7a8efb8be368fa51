import type { TrafficTarget } from '#lib/knative/types.ts';
import { changedRows } from '#lib/traffic/effects/change-summary.ts';
import type { Effect, EffectFacts, RevisionFact } from '#lib/traffic/effects/effect-facts.ts';
import { tagEffects } from '#lib/traffic/effects/tag-effects.ts';
import { type RevisionShares, resolvedShares } from '#lib/traffic/resolved-shares.ts';
import { LATEST, type RowKey, rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf } from '#lib/traffic/target.ts';

const RANK = { bad: 0, warn: 1, note: 2 };

/**
 * effectsOf returns the effects of a list of targets, worst first: what keeps the Route from accepting it or makes requests fail, cold
 * starts (any share that rises where no pod is ready), tags that go away, a rollout that is cut short. It compares shares with what is
 * routed now, which during a rollout differs from what was requested.
 */
export function effectsOf(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  facts: EffectFacts,
): Effect[] {
  return [
    ...revisionEffects(after, facts),
    ...tagEffects(before, after, facts),
    ...rolloutEffects(after, facts),
    ...latestEffects(before, after, facts),
    ...(facts.otherWriter === null ? [] : [effect('warn', 'otherWriter', facts.otherWriter)]),
  ].sort((a, b) => RANK[a.level] - RANK[b.level]);
}

/** isClean reports whether a change has no objections. */
export function isClean(effects: readonly Effect[]): boolean {
  return effects.every(({ level }) => level === 'note');
}

function revisionEffects(after: readonly TrafficTarget[], facts: EffectFacts): Effect[] {
  if (facts.revisions.length === 0) {
    const text = 'No revision can be seen here, so it is not known whether the Route accepts this list.';
    return [effect('warn', 'unseen', text)];
  }
  const shares = resolvedShares(after, facts.latestReady);
  const known = new Map(facts.revisions.map((revision) => [revision.name, revision]));
  const named = new Set([...Object.keys(shares), ...after.map(rowKeyOf).filter((row) => row !== LATEST)]);
  return [...named].flatMap((name): Effect[] => {
    const percent = shares[name] ?? 0;
    if (name === LATEST)
      return [effect('bad', 'noLatest', '@latest gets traffic, but no revision is ready yet.')];
    const revision = known.get(name);
    const isNamed = after.some((target) => rowKeyOf(target) === name);
    if (revision !== undefined) return knownRevisionEffects(revision, percent, isNamed);
    const owner = facts.revisionOwners.get(name);
    const whose = owner === null ? 'no Service' : `the Service ${owner}`;
    const why = owner === undefined ? 'does not exist' : `belongs to ${whose}`;
    const text = `${name} ${why}: the Route rejects the whole list and keeps its old split until this target is removed${percent === 0 ? ', even though it has 0 %' : ''}.`;
    return [effect('bad', owner === undefined ? 'missing' : 'foreign', text, isNamed ? name : LATEST)];
  });
}

/**
 * knownRevisionEffects covers revisions that exist. The Route refuses a named revision that is not ready; it accepts the one behind
 * `@latest` without checking (`route/traffic/traffic.go`).
 */
function knownRevisionEffects(revision: RevisionFact, percent: number, isNamed: boolean): Effect[] {
  const { name, ready, readyPods, failing, routedPercent } = revision;
  if (ready !== 'True') {
    const why = failing === null ? '' : ` (${failing})`;
    if (!isNamed) {
      const fate = failing !== null && readyPods === 0 ? 'would fail' : 'may fail';
      const text = `@latest means ${name}, which is not ready${why}: the Route accepts it anyway, and its ${percent} % ${fate}.`;
      return [effect('bad', 'notReady', text)];
    }
    const text = `${name} is not ready${why}: the Route keeps its old split until it is.`;
    return [effect('bad', 'notReady', text)];
  }
  if (percent === 0) return [];
  if (readyPods === 0 && failing !== null) {
    return [effect('bad', 'failing', `${name} ${failing}: its ${percent} % would fail.`)];
  }
  if (percent <= routedPercent) return [];
  if (revision.doubt !== undefined) {
    return [effect('warn', 'podsUnknown', `${name} ${revision.doubt}: its ${percent} % may fail.`)];
  }
  if (readyPods === null) {
    return [
      effect('warn', 'podsUnknown', `It cannot be seen whether ${name} has pods: its requests may wait.`),
    ];
  }
  if (readyPods > 0) return [];
  if (revision.starting === true) {
    const text = `${name} has no ready pod yet: the first requests wait until one starts.`;
    return [effect('warn', 'coldStart', text)];
  }
  return [effect('warn', 'coldStart', `${name} has no pods: the first requests wait for a cold start.`)];
}

/** rolloutEffects covers a running rollout: the incoming revision has less than was requested, and the previous one more. */
function rolloutEffects(
  after: readonly TrafficTarget[],
  { rollout, latestReady, revisions }: EffectFacts,
): Effect[] {
  if (rollout === null) return [];
  const shares: RevisionShares = resolvedShares(after, latestReady);
  return revisions.flatMap(({ name, routedPercent }) => {
    const percent = shares[name] ?? 0;
    if (routedPercent <= percent) return [];
    const text =
      name === rollout.revisionName
        ? `The gradual rollout of ${name} is cut back: ${routedPercent} % is routed now, ${percent} % is desired.`
        : `A gradual rollout is in progress: ${name} goes from the ${routedPercent} % routed now to ${percent} %.`;
    return [effect('warn', 'rollout', text)];
  });
}

function latestEffects(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  { latestReady }: EffectFacts,
): Effect[] {
  const share = (targets: readonly TrafficTarget[]): number =>
    targets.reduce((sum, target) => sum + (rowKeyOf(target) === LATEST ? percentOf(target) : 0), 0);
  const effects: Effect[] = [];
  const gets = share(after);
  if (gets > 0 && gets !== share(before) && latestReady !== null)
    effects.push(
      effect(
        'note',
        'latest',
        `@latest means ${latestReady} now, and later the next revision that becomes ready.`,
      ),
    );
  if (gets === 0 && share(before) > 0)
    effects.push(effect('note', 'latest', '@latest no longer has a share: a later deploy gets no traffic.'));
  return effects;
}

function effect(
  level: Effect['level'],
  type: Effect['type'],
  text: string,
  remove: RowKey | null = null,
): Effect {
  return { level, type, text, remove };
}

/**
 * effectSummary summarizes a change without objections on one line. It reports that there is no cold start only when each revision with a
 * share has a ready pod: one that sleeps and keeps its share has a cold start at its next request.
 */
export function effectSummary(
  before: readonly TrafficTarget[],
  after: readonly TrafficTarget[],
  { latestReady, revisions }: Pick<EffectFacts, 'latestReady' | 'revisions'>,
): string {
  const rows = changedRows(before, after).length;
  const ready = new Set(revisions.filter(({ readyPods }) => (readyPods ?? 0) > 0).map(({ name }) => name));
  const isWarm = Object.keys(resolvedShares(after, latestReady)).every((name) => ready.has(name));
  const starts = isWarm ? 'no cold start' : 'no revision without ready pods gains traffic';
  return `${rows} ${rows === 1 ? 'row changes' : 'rows change'} · no new revision · ${starts}`;
}
