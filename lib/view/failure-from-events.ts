import type { CoreEvent } from '#lib/knative/types.ts';
import { type FailureReason, firstLine } from '#lib/view/headline.ts';

/**
 * Messages of kubelet and scheduler for a pod that does not start (`pkg/kubelet/events/event.go`, kube-scheduler), newest spelling first.
 */
const SIGNS: readonly [reason: string, message: RegExp, means: string][] = [
  [
    'Failed',
    /^(Error: )?(ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName)/,
    'ImagePullBackOff',
  ],
  ['Failed', /^Failed to pull image/, 'ImagePullBackOff'],
  ['BackOff', /^Back-off pulling image/, 'ImagePullBackOff'],
  ['InspectFailed', /./, 'InvalidImageName'],
  ['BackOff', /^Back-off restarting failed container/, 'CrashLoopBackOff'],
  ['Failed', /^Error: /, 'CreateContainerConfigError'],
  ['FailedScheduling', /./, 'Unschedulable'],
];

/** failureFromEvents returns why a pod failed, from the newest of its Warning Events that shows a cause; null when none does. */
export function failureFromEvents(events: readonly CoreEvent[]): FailureReason | null {
  const newest = events.filter(({ type }) => type === 'Warning').toSorted((a, b) => timeOf(b) - timeOf(a));
  for (const { reason = '', message = '' } of newest) {
    const sign = SIGNS.find(([word, text]) => word === reason && text.test(message));
    if (sign === undefined) continue;
    const container = /failed container (\S+)/.exec(message)?.[1] ?? null;
    // Knative gives the only container of a Revision this name, so it carries no information.
    const named = container === 'user-container' ? null : container;
    return { reason: sign[2], message: firstLine(message.replace(/^Error: /, '')), container: named };
  }
  return null;
}

function timeOf({ lastTimestamp, eventTime, metadata }: CoreEvent): number {
  return Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
}
