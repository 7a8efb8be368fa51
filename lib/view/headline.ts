const PULL_FAILURES = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ContainerMissing',
]);

/** Reason for a failure, from a pod or a condition. */
export interface FailureReason {
  reason: string;
  message: string;
  /** The affected container, when there are several; null otherwise. */
  container?: string | null;
}

/** causeOf describes why a revision fails, with the revision as subject. */
export function causeOf({ reason, message, container = null }: FailureReason): string {
  const place = container === null ? '' : ` in container ${container}`;
  if (PULL_FAILURES.has(reason)) {
    return container === null ? 'cannot pull its image' : `cannot pull the image of container ${container}`;
  }
  const exit = /^ExitCode(\d+)$/.exec(reason)?.[1] ?? /exit code (\d+)\)$/.exec(reason)?.[1];
  if (reason.includes('OOMKilled')) {
    return `runs out of memory${place} (OOMKilled${exit === undefined ? '' : `, exit code ${exit}`})`;
  }
  if (exit !== undefined) return `crashes with exit code ${exit}${place}`;
  if (reason.startsWith('CrashLoopBackOff')) return `crashes${place}`;
  if (reason === 'Unschedulable') return 'finds no node to run on';
  if (reason === 'NodeLost') return 'is on a node that does not respond';
  if (reason === 'Completed') return 'exited instead of serving';
  if (reason === 'Evicted') return `was evicted${message === '' ? '' : `: ${firstLine(message)}`}`;
  if (reason === 'FailedCreate') return `is not allowed to create its pods: ${firstLine(message) || reason}`;
  if (reason === 'CreateContainerConfigError') return `cannot start${place}: ${firstLine(message) || reason}`;
  if (reason === 'ProgressDeadlineExceeded') return 'did not become ready in time';
  const detail = firstLine(message);
  if (detail === '') return reason === '' ? 'is not ready' : `is not ready (${reason})`;
  return `is not ready: ${detail}`;
}

/** firstLine returns the first line of a text without its period, cut at 160 characters. */
export function firstLine(text: string): string {
  const line = text.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
