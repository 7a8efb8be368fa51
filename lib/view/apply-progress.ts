import { assertNever } from '#lib/assert-never.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { type RevisionShares, resolvedShares, sameShares } from '#lib/traffic/resolved-shares.ts';
import { sameTraffic } from '#lib/traffic/target.ts';
import type { ServiceHead } from './models/service-head.ts';

/** A line of progress, as kn prints it: seconds since the write and Knative's message. */
interface ProgressLine {
  seconds: number;
  message: string;
}

/** Current state of a write. Times are Unix ms. */
export type ApplyOutcome =
  /** Knative is working on it, and has been waiting since `at` for what the message names. */
  | { state: 'working'; message: string; at: number }
  /** The gateways route requests as the list asks. */
  | { state: 'routed'; at: number; routed: RevisionShares }
  /**
   * The Route refuses it, and the previous routing stays: `routed`, empty when nothing is routed. Null when the Route accepted the list and
   * its ingress failed: it is then unknown what the gateways do.
   */
  | { state: 'failed'; message: string; at: number; routed: RevisionShares | null }
  /** `spec.traffic` has been another list since `generation`. `by` is null when the writer is unknown. */
  | { state: 'overwritten'; by: string | null; generation: number; at: number };

/** Progress of a write for as long as the page is open. */
export interface ApplyProgress {
  /** The generation that the write produced. */
  generation: number;
  /** `spec.traffic` as the write left it. */
  written: readonly TrafficTarget[];
  /** When the write was acknowledged, Unix ms. */
  startedAt: number;
  lines: readonly ProgressLine[];
  outcome: ApplyOutcome;
}

const WORKING = 'The Route is still working to reflect the latest desired specification.';
const MOST_LINES = 20;

/** beginProgress starts following a write. */
export function beginProgress(
  generation: number,
  written: readonly TrafficTarget[],
  startedAt: number,
): ApplyProgress {
  const outcome: ApplyOutcome = { state: 'working', message: WORKING, at: startedAt };
  return { generation, written, startedAt, lines: [], outcome };
}

/**
 * advanceProgress re-evaluates a write against a newer state of the Service. It returns the same object when neither the outcome nor its
 * message has changed. It reports a write as routed only while the routed traffic is what the list asks for.
 */
export function advanceProgress(progress: ApplyProgress, head: ServiceHead, now: number): ApplyProgress {
  if (head.generation < progress.generation) return progress;
  const outcome = judge(progress, head, now);
  const before = progress.outcome;
  const message = messageOf(outcome);
  const isNew = message !== null && message !== progress.lines.at(-1)?.message;
  if (!isNew && sameOutcome(before, outcome)) return progress;
  const line = { seconds: Math.max(0, (now - progress.startedAt) / 1_000), message: message ?? '' };
  return {
    ...progress,
    outcome: sameOutcome(before, outcome) ? before : outcome,
    lines: isNew ? [...progress.lines, line].slice(-MOST_LINES) : progress.lines,
  };
}

function judge(progress: ApplyProgress, head: ServiceHead, at: number): ApplyOutcome {
  const { latestReady, rollout, change } = head.summary;
  const traffic = head.specTraffic ?? DEFAULT_TRAFFIC;
  if (!sameTraffic(traffic, progress.written)) {
    return { state: 'overwritten', by: change.by ?? change.manager, generation: head.generation, at };
  }
  if (!head.statusIsCurrent) return { state: 'working', message: WORKING, at };
  const routed = Object.fromEntries(
    head.summary.routed
      .filter(({ percent }) => percent > 0)
      .map(({ revisionName, percent }) => [revisionName, percent]),
  );
  const routes = head.conditions.find((condition) => condition.type === 'RoutesReady');
  const ofRoute = head.routeConditions.find(
    (condition) => condition.type !== 'Ready' && condition.status !== 'True' && condition.message !== '',
  );
  const message = routes?.message || ofRoute?.message || routes?.reason || WORKING;
  if (routes?.status === 'False') {
    const assigned = head.routeConditions.find((condition) => condition.type === 'AllTrafficAssigned');
    // With only a Route, whose ingress cannot be read, it is unknown how much of the accepted list has reached the gateways.
    const { isSplitKnown, ingress } = head.route;
    const isReported = isSplitKnown && (assigned?.status !== 'True' || ingress !== 'unknown');
    return { state: 'failed', message, at, routed: isReported ? routed : null };
  }
  if (routes?.status !== 'True') return { state: 'working', message, at };
  if (sameShares(routed, resolvedShares(traffic, latestReady))) return { state: 'routed', at, routed };
  if (rollout === null) return { state: 'working', message: WORKING, at };
  const { revisionName, targetPercent } = rollout;
  const text = `The gradual rollout of ${revisionName} to ${targetPercent} % is in progress.`;
  return { state: 'working', message: text, at };
}

function messageOf(outcome: ApplyOutcome): string | null {
  switch (outcome.state) {
    case 'working':
    case 'failed':
      return outcome.message;
    case 'routed':
      return 'Ready to serve.';
    case 'overwritten':
      return null;
    default:
      return assertNever(outcome);
  }
}

/** sameOutcome reports whether two outcomes are equal, regardless of when they began. An overwritten write keeps its first overwriter. */
function sameOutcome(a: ApplyOutcome, b: ApplyOutcome): boolean {
  switch (a.state) {
    case 'working':
      return b.state === 'working' && a.message === b.message;
    case 'routed':
      return b.state === 'routed' && sameShares(a.routed, b.routed);
    case 'failed':
      return b.state === 'failed' && a.message === b.message && sameRouted(a.routed, b.routed);
    case 'overwritten':
      return b.state === 'overwritten';
    default:
      return assertNever(a);
  }
}

function sameRouted(a: RevisionShares | null, b: RevisionShares | null): boolean {
  return a === null || b === null ? a === b : sameShares(a, b);
}
