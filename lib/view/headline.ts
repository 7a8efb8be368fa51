import { formatPercent } from '#lib/format/percent.ts';

const PULL_FAILURES = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ContainerMissing',
]);

/** causeOf says in words why a revision fails, from the reason and message of its Ready condition or of its pod. */
export function causeOf(reason: string, message: string): string {
  if (PULL_FAILURES.has(reason)) return 'cannot pull its image';
  const exit = /^ExitCode(\d+)$/.exec(reason)?.[1] ?? /\(exit code (\d+)\)$/.exec(reason)?.[1];
  if (exit !== undefined) return `crashes with exit code ${exit}`;
  if (reason.startsWith('CrashLoopBackOff')) return 'crashes';
  if (reason === 'Unschedulable') return 'finds no node to run on';
  if (reason === 'ProgressDeadlineExceeded') return 'did not become ready in time';
  if (reason === 'CreateContainerConfigError') return `cannot start: ${firstLine(message) || reason}`;
  const detail = firstLine(message);
  if (detail === '') return reason === '' ? 'is not ready' : `is not ready (${reason})`;
  return `is not ready: ${detail}`;
}

/** effectOf says what a failure means for requests: of one revision, or (undefined) of the Service as a whole. */
export function effectOf(revisionName: string | undefined, percents: ReadonlyMap<string, number>): string {
  const routed = [...percents.values()].reduce((sum, percent) => sum + percent, 0);
  if (routed === 0) return 'nothing is routed';
  if (revisionName === undefined) return 'traffic stays as it was';
  const percent = percents.get(revisionName) ?? 0;
  return percent === 0 ? 'traffic is unaffected' : `it gets ${formatPercent(percent)} of traffic`;
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
