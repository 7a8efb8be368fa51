import type { ServiceHead } from './types.ts';

/** One line of progress, as kn prints it: seconds since the write and what Knative says. */
export interface ProgressLine {
  seconds: number;
  message: string;
}

/** What happens after a write until the Route is ready or failed. */
export interface ApplyProgress {
  /** The generation that the write made. */
  generation: number;
  /** When the write was answered, Unix ms. */
  startedAt: number;
  lines: ProgressLine[];
  outcome: 'working' | 'ready' | 'failed';
}

/** beginProgress starts to follow a write. */
export function beginProgress(generation: number, startedAt: number): ApplyProgress {
  return { generation, startedAt, lines: [], outcome: 'working' };
}

/**
 * advanceProgress takes a newer state of the Service in. It repeats nothing, and it ends when the Route has taken the
 * generation: `Ready to serve.`, as kn ends, or the message of the condition that failed.
 */
export function advanceProgress(progress: ApplyProgress, head: ServiceHead, now: number): ApplyProgress {
  if (progress.outcome !== 'working' || head.generation < progress.generation) return progress;
  const { message, outcome } = readState(head);
  const last = progress.lines.at(-1)?.message;
  if (message === last && outcome === 'working') return progress;
  const line = { seconds: Math.max(0, (now - progress.startedAt) / 1_000), message };
  return { ...progress, outcome, lines: message === last ? progress.lines : [...progress.lines, line] };
}

const WORKING = 'The Route is still working to reflect the latest desired specification.';

function readState(head: ServiceHead): { message: string; outcome: ApplyProgress['outcome'] } {
  if (!head.statusIsCurrent) return { message: WORKING, outcome: 'working' };
  const routes = head.conditions.find((condition) => condition.type === 'RoutesReady');
  if (routes?.status === 'True') return { message: 'Ready to serve.', outcome: 'ready' };
  const ofRoute = head.routeConditions.find(
    (condition) => condition.type !== 'Ready' && condition.status !== 'True' && condition.message !== '',
  );
  const message = routes?.message || ofRoute?.message || routes?.reason || WORKING;
  return { message, outcome: routes?.status === 'False' ? 'failed' : 'working' };
}
