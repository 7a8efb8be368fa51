/**
 * Whether a revision answers requests that reach it. `serves`: it has a ready pod; `asleep`: it has none, none is wanted, and the
 * activator holds requests until one is ready; `starting`: pods are wanted and none is ready yet, within the time that a start
 * takes; `fails`: no pod is ready, and one will not be by waiting; `missing`: it is not there; `unknown`: what would tell is not
 * readable, or contradicts itself.
 */
export type ServingState = 'serves' | 'asleep' | 'starting' | 'fails' | 'missing' | 'unknown';

/** What is known of one revision as a destination of requests. */
export interface RevisionServing {
  revisionName: string;
  state: ServingState;
  /** Why, with the revision as subject: `crashes with exit code 1`. Empty when it serves or sleeps. */
  words: string;
  /** The Service that it belongs to where that is another one; null for one's own, and where nobody says. */
  ofService: string | null;
}

/** What is known of the way from the gateway to the revisions. */
export interface RouteServing {
  /** Whether the Route took the traffic that is asked for (AllTrafficAssigned); null while it says neither. */
  accepted: boolean | null;
  /**
   * `ready`: the gateways have been told; `wasReady`: they were once, and have not confirmed what is asked for now;
   * `never`: they never were; `absent`: there is no Route, or no KIngress, that would tell them; `unknown`: what would tell is
   * not readable.
   */
  ingress: 'ready' | 'wasReady' | 'never' | 'absent' | 'unknown';
  /** Why the ingress is not ready, in Knative's words, or what is absent; empty when it is ready, or says nothing. */
  words: string;
  /** Whether it is known what the gateways route, now or as they last confirmed it. */
  isSplitKnown: boolean;
}

/** One reason why requests fail, or may. */
export interface HarmCause {
  level: 'hurting' | 'unknown';
  object: { kind: 'Revision' | 'Route' | 'Ingress'; name: string };
  /** The share of requests that it concerns. */
  percent: number;
  /** With the object as subject; for Route and Ingress a clause of its own. */
  words: string;
  /** Of a revision: where it stands. Null for Route and Ingress. */
  state: ServingState | null;
  /** Whether nothing is routed at all because of it. */
  unrouted?: boolean;
}

/** The words of a cause that says no more than its effect. */
export const NOTHING_ROUTED = 'nothing is routed';

/**
 * The one judgement of what a split means for requests. `none`: it is proven that they are answered; `hurting`: some fail;
 * `unknown`: neither is proven, and `causes` say what is missing.
 */
export interface Harm {
  level: 'none' | 'hurting' | 'unknown';
  /** Percent of requests to the main host that fail, and that may fail beside those. */
  failing: number;
  doubtful: number;
  /** Worst first. Empty exactly when the level is `none`. */
  causes: HarmCause[];
}

/** What a judgement is made of. */
export interface HarmFacts {
  service: string;
  /** Percent of the main host by revision. */
  shares: Iterable<readonly [revisionName: string, percent: number]>;
  servingOf: (revisionName: string) => RevisionServing;
  route: RouteServing;
}

const STATES: Record<ServingState, HarmCause['level'] | null> = {
  serves: null,
  asleep: null,
  starting: 'unknown',
  fails: 'hurting',
  missing: 'hurting',
  unknown: 'unknown',
};

/**
 * judgeHarm says what becomes of requests to a Service's main host. It reassures only where every share goes to a revision that
 * answers, by an ingress that is ready. Tags at 0 % are no share of it.
 */
export function judgeHarm({ service, shares, servingOf, route }: HarmFacts): Harm {
  const causes: HarmCause[] = [];
  let routed = 0;
  for (const [name, percent] of shares) {
    if (percent <= 0) continue;
    routed += percent;
    const { state, words } = servingOf(name);
    const level = STATES[state];
    if (level !== null) causes.push({ level, object: { kind: 'Revision', name }, percent, words, state });
  }
  const ofRoute = routeCause(service, route, routed);
  if (ofRoute !== null) causes.push(ofRoute);
  else if (routed < 100) causes.push(restUnknown(service, 100 - routed));
  causes.sort(
    (a, b) => Number(a.level === 'unknown') - Number(b.level === 'unknown') || b.percent - a.percent,
  );
  const failing = sumOf(causes, 'hurting');
  const doubtful = Math.min(100 - failing, sumOf(causes, 'unknown'));
  return { level: causes[0]?.level ?? 'none', failing, doubtful, causes };
}

function routeCause(service: string, route: RouteServing, routed: number): HarmCause | null {
  const { accepted, ingress, words, isSplitKnown } = route;
  if (ingress === 'never' || ingress === 'absent' || (routed === 0 && isSplitKnown)) {
    // Nothing answers. While Knative still works on it, that is no failure yet.
    const level = accepted === false ? 'hurting' : 'unknown';
    const object = { kind: ingress === 'never' ? ('Ingress' as const) : ('Route' as const), name: service };
    const why = ingress === 'absent' && words !== '' ? words : NOTHING_ROUTED;
    return { level, object, percent: 100, words: why, state: null, unrouted: true };
  }
  if (ingress === 'ready') return null;
  const rest = isSplitKnown ? '' : ', and what it routes until it is was not seen';
  const trouble =
    ingress === 'wasReady'
      ? `the ingress is not ready${words === '' ? '' : `: ${words}`}${rest}`
      : 'whether the ingress is ready cannot be seen';
  const object = { kind: 'Ingress' as const, name: service };
  return { level: 'unknown', object, percent: 100, words: trouble, state: null };
}

/** Shares that are less than a whole say nothing of the rest. */
function restUnknown(service: string, percent: number): HarmCause {
  const words = 'the Route does not say where all requests go';
  return { level: 'unknown', object: { kind: 'Route', name: service }, percent, words, state: null };
}

function sumOf(causes: readonly HarmCause[], level: HarmCause['level']): number {
  return Math.min(
    100,
    causes.reduce((sum, cause) => (cause.level === level ? sum + cause.percent : sum), 0),
  );
}
