import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { AGE, at, type Column, listAt, numberAt, since, textAt, textColumn } from '#simulator/print/table.ts';

/** podStatus returns a pod's STATUS as kubectl shows it: the reason of a failing container takes precedence over the phase (`printPod`). */
export function podStatus(pod: StoredObject): string {
  let reason = textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase');
  const statuses = listAt(pod, 'status', 'containerStatuses');
  let running = false;
  for (const status of [...statuses].reverse()) {
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    const terminated = at(status, 'state', 'terminated');
    if (waiting !== '') reason = waiting;
    else if (terminated !== undefined) {
      const signal = numberAt(terminated, 'signal');
      reason =
        textAt(terminated, 'reason') ||
        (signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`);
    } else if (at(status, 'ready') === true && at(status, 'state', 'running') !== undefined) running = true;
  }
  if (reason === 'Completed' && running) reason = isReady(pod) ? 'Running' : 'NotReady';
  return pod.metadata.deletionTimestamp === undefined ? reason : 'Terminating';
}

function isReady(pod: StoredObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
  );
}

function readyCount(pod: StoredObject): string {
  const statuses = listAt(pod, 'status', 'containerStatuses');
  const ready = statuses.filter((status) => at(status, 'ready') === true).length;
  return `${ready}/${listAt(pod, 'spec', 'containers').length}`;
}

function restarts(pod: StoredObject, now: number): string {
  const statuses = listAt(pod, 'status', 'containerStatuses');
  const count = statuses.reduce<number>((sum, status) => sum + numberAt(status, 'restartCount'), 0);
  const last = statuses
    .map((status) => textAt(status, 'lastState', 'terminated', 'finishedAt'))
    .sort()
    .at(-1);
  return count === 0 || last === undefined || last === ''
    ? String(count)
    : `${count} (${since(last, now)} ago)`;
}

export const podColumns: readonly Column[] = [
  textColumn('Ready', readyCount),
  textColumn('Status', podStatus),
  { name: 'Restarts', type: 'string', priority: 0, cell: restarts },
  AGE,
  textColumn('IP', (pod) => textAt(pod, 'status', 'podIP') || '<none>', 1),
  textColumn('Node', (pod) => textAt(pod, 'spec', 'nodeName') || '<none>', 1),
  textColumn('Nominated Node', (pod) => textAt(pod, 'status', 'nominatedNodeName') || '<none>', 1),
  textColumn('Readiness Gates', () => '<none>', 1),
];
