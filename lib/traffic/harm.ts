/**
 * Whether a revision answers requests that reach it. `serves`: it has a ready pod; `asleep`: it has none, none is desired, and the
 * activator holds requests until one is ready; `starting`: pods are desired and none is ready yet, within the time that a start takes;
 * `fails`: no pod is ready, and waiting will not help; `missing`: it does not exist; `unknown`: the evidence cannot be read, or contradicts
 * itself.
 */
export type ServingState = 'serves' | 'asleep' | 'starting' | 'fails' | 'missing' | 'unknown';

/** What is known about one revision as a destination of requests. */
export interface RevisionServing {
  revisionName: string;
  state: ServingState;
  /** Why, with the revision as subject: `crashes with exit code 1`. Empty when it serves or is asleep. */
  words: string;
  /** The Service that owns it, if another one; null for the Service's own, and when unknown. */
  ofService: string | null;
}

/** What is known about the path from the gateway to the revisions. */
export interface RouteServing {
  /** Whether the Route accepted the requested traffic (AllTrafficAssigned); null while it reports neither. */
  accepted: boolean | null;
  /**
   * `ready`: the gateways are configured; `wasReady`: they once were, and have not confirmed the current request; `never`: they never were;
   * `absent`: there is no Route, or no KIngress, to configure them; `unknown`: the evidence cannot be read.
   */
  ingress: 'ready' | 'wasReady' | 'never' | 'absent' | 'unknown';
  /** Why the ingress is not ready, in Knative's words, or what is absent; empty when it is ready, or gives no reason. */
  words: string;
  /** Whether it is known what the gateways route, now or as last confirmed. */
  isSplitKnown: boolean;
}

/** One reason why requests fail or may fail. */
export interface HarmCause {
  level: 'hurting' | 'unknown';
  object: { kind: 'Revision' | 'Route' | 'Ingress'; name: string };
  /** Share of requests that it affects. */
  percent: number;
  /** With the object as subject; for Route and Ingress a complete clause. */
  words: string;
  /** For a revision: its state. Null for Route and Ingress. */
  state: ServingState | null;
  /** Whether nothing is routed because of it. */
  unrouted?: boolean;
}

/** Words of a cause that says no more than its effect. */
export const NOTHING_ROUTED = 'nothing is routed';

/**
 * The single judgment of what a split means for requests. `none`: it is proven that they are answered; `hurting`: some fail; `unknown`:
 * neither is proven, and `causes` lists what is missing.
 */
export interface Harm {
  level: 'none' | 'hurting' | 'unknown';
  /** Percent of requests to the main host that fail, and the additional percent that may fail. */
  failing: number;
  doubtful: number;
  /** Worst first. Empty exactly when the level is `none`. */
  causes: HarmCause[];
}

/** Input of a judgment. */
export interface HarmFacts {
  service: string;
  /** Percent of the main host, by revision. */
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
 * judgeHarm returns what happens to requests to a Service's main host. It reassures only when every share goes to a revision that answers,
 * through an ingress that is ready. Tags at 0 % are not part of it.
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
    // Nothing is routed. While Knative still works on it, that is not yet a failure.
    const level = accepted === false ? 'hurting' : 'unknown';
    const object = { kind: ingress === 'never' ? ('Ingress' as const) : ('Route' as const), name: service };
    const why = ingress === 'absent' && words !== '' ? words : NOTHING_ROUTED;
    return { level, object, percent: 100, words: why, state: null, unrouted: true };
  }
  if (ingress === 'ready') return null;
  const rest = isSplitKnown ? '' : '; what it routes until then is not known';
  const trouble =
    ingress === 'wasReady'
      ? `the ingress is not ready${words === '' ? '' : `: ${words}`}${rest}`
      : 'whether the ingress is ready cannot be seen';
  const object = { kind: 'Ingress' as const, name: service };
  return { level: 'unknown', object, percent: 100, words: trouble, state: null };
}

/** restUnknown covers shares that sum to less than 100: they do not show where the rest goes. */
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
