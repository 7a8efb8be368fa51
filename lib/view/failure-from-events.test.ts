import { expect, test } from 'vitest';
import { failureFromEvents } from '#lib/view/failure-from-events.ts';
import { causeOf } from '#lib/view/headline.ts';
import { coreEvent } from '#tests/builders.ts';

const warning = (reason: string, message: string, lastTimestamp = '2026-01-01T00:00:00Z') =>
  coreEvent({ type: 'Warning', reason, message, lastTimestamp });

test.each([
  ['Failed', 'Failed to pull image "example.com/x:1": not found', 'cannot pull its image'],
  ['Failed', 'Error: ImagePullBackOff', 'cannot pull its image'],
  ['BackOff', 'Back-off pulling image "example.com/x:1"', 'cannot pull its image'],
  ['BackOff', 'Back-off restarting failed container user-container in pod x_default(1)', 'crashes'],
  [
    'BackOff',
    'Back-off restarting failed container log-shipper in pod x_default(1)',
    'crashes in container log-shipper',
  ],
  ['Failed', 'Error: configmap "settings" not found', 'cannot start: configmap "settings" not found'],
  ['FailedScheduling', '0/3 nodes are available', 'finds no node to run on'],
])('%s: %s', (reason, message, cause) => {
  const failure = failureFromEvents([warning(reason, message)]);
  expect(failure === null ? null : causeOf(failure)).toBe(cause);
});

test('uses the newest Warning that gives a cause; ignores other Warnings and normal Events', () => {
  const events = [
    warning('FailedScheduling', 'no node', '2026-01-01T00:00:01Z'),
    warning('BackOff', 'Back-off pulling image "x"', '2026-01-01T00:00:03Z'),
    warning('Unhealthy', 'Readiness probe failed', '2026-01-01T00:00:04Z'),
    coreEvent({ type: 'Normal', reason: 'BackOff', message: 'Back-off restarting failed container x' }),
  ];
  expect(failureFromEvents(events)?.reason).toBe('ImagePullBackOff');
  expect(failureFromEvents(events.slice(2))).toBeNull();
});
