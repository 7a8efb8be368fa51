import { expect, test } from 'vitest';
import { maskMessages } from '#lib/kubernetes/mask-messages.ts';
import { condition, coreEvent, pod, revision } from '#tests/builders.ts';

const LINE = 'could not connect: password=hunter2';

test('masks condition messages', () => {
  const failed = revision({ ready: condition('Ready', 'False', 'ExitCode1', LINE) });
  expect(maskMessages(failed).status?.conditions?.[0]).toMatchObject({
    status: 'False',
    reason: 'ExitCode1',
    message: 'could not connect: password=[secret]',
  });
});

test('masks a container’s termination message', () => {
  const terminated = { exitCode: 1, reason: 'Error', message: LINE };
  const waiting = { reason: 'CrashLoopBackOff', message: LINE };
  const containerStatuses = [
    { name: 'user-container', ready: false, restartCount: 3, state: { waiting }, lastState: { terminated } },
  ];
  const masked = maskMessages(pod({ status: { phase: 'Running', containerStatuses } }));
  expect(JSON.stringify(masked)).not.toContain('hunter2');
  expect(masked.status?.containerStatuses?.[0]?.restartCount).toBe(3);
});

test('masks an Event’s message', () => {
  expect(maskMessages(coreEvent({ message: LINE })).message).toBe('could not connect: password=[secret]');
});

test('an object without secrets keeps its identity', () => {
  for (const object of [revision(), pod(), coreEvent({ message: 'Created container user-container' })])
    expect(maskMessages(object)).toBe(object);
});

test('a status of an unexpected shape is unchanged', () => {
  for (const status of [null, 5, 'text', [null, 1], { conditions: null }]) {
    const object = { ...revision(), status } as unknown as ReturnType<typeof revision>;
    expect(maskMessages(object)).toBe(object);
  }
});
