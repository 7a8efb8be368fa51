import { expect, test } from 'vitest';
import { Hub } from '#server/live/hub.ts';
import { SummaryProjection } from '#server/live/summary-projection.ts';
import { knativeService, serviceObjects } from '#tests/builders.ts';
import { FakeClock } from '#tests/fake-clock.ts';

test('a Service that cannot be projected is reported, and the others are still shown', () => {
  const clock = new FakeClock();
  const failure = new Error('a bug');
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const hub = new Hub({ epoch: 'e', clock, onError });
  const projection = new SummaryProjection({
    hub,
    objectsOf: (key) => {
      if (key === 'default/bad') throw failure;
      return serviceObjects(knativeService({ name: 'good' }));
    },
    observe: () => undefined,
    clock,
    onDue: () => undefined,
  });
  projection.mark('default/bad');
  projection.mark('default/good');
  projection.project(onError);
  expect(errors).toEqual([failure]);
  expect(hub.encoded('services', 'services', 'default/good')).toContain('"name":"good"');
});
