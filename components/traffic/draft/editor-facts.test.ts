import { expect, it } from 'vitest';
import { whoMoved } from '#components/traffic/draft/editor-facts.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

it('names who changed the traffic only when the last change of the Service was not a deploy', () => {
  const summary = { change: { by: 'ann', manager: null, at: '' } } as ServiceHead['summary'];
  expect(whoMoved({ summary }, { templateChanged: false })).toBe('ann');
  expect(whoMoved({ summary }, { templateChanged: true })).toBeNull();
});
