import {
  create,
  failed,
  jsonPatch,
  late,
  merge,
  pods,
  ready,
  service,
  step,
  template,
} from '#tests/cluster/parity/stories/writing.ts';
import type { Story } from '#tests/cluster/parity/story.ts';

const LOAD = 'simulator.sluice.dev/load';
const POD = 'simulator.sluice.dev/pod';
const scaling = (annotations: Record<string, string>) => ({
  spec: { template: { metadata: { annotations } } },
});
const scale = (word: string): string => `autoscaling.knative.dev/${word}`;
/** A short deadline, so that the story shows how it expires. */
const DEADLINE = { 'serving.knative.dev/progress-deadline': '20s' };

/** Bounds and load. */
export const scales: Story = {
  namespace: 'scales',
  steps: [
    step(
      'min 2, max 3',
      create(
        'Service',
        service('web', {
          annotations: { [LOAD]: '0' },
          template: { annotations: { [scale('min-scale')]: '2', [scale('max-scale')]: '3' } },
        }),
      ),
      ready('web'),
      pods(2),
    ),
    step(
      'min 3, set on the Revision',
      merge('Revision', 'web-00001', { metadata: { annotations: { [scale('min-scale')]: '3' } } }),
      pods(3),
    ),
    step('min 1', merge('Service', 'web', scaling({ [scale('min-scale')]: '1' })), ready('web'), pods(1)),
    // No later step removes only some of these pods: which ones go is random.
    step(
      'load for more than 3 pods',
      merge('Service', 'web', { metadata: { annotations: { [LOAD]: '900' } } }),
      ready('web'),
      pods(3),
    ),
  ],
};

/** Scale to zero, back, and from zero. */
export const zero: Story = {
  namespace: 'zero',
  steps: [
    step(
      'create without load',
      create(
        'Service',
        service('web', {
          annotations: { [LOAD]: '0' },
          template: { annotations: { [scale('min-scale')]: '0' } },
        }),
      ),
      ready('web'),
      pods(0),
    ),
    step('load starts', merge('Service', 'web', { metadata: { annotations: { [LOAD]: '5' } } }), pods(1)),
    step('load ends', merge('Service', 'web', { metadata: { annotations: { [LOAD]: '0' } } }), pods(0)),
    step('min 1', merge('Service', 'web', scaling({ [scale('min-scale')]: '1' })), ready('web'), pods(1)),
    step(
      'start at zero',
      merge('Service', 'web', scaling({ [scale('min-scale')]: '0', [scale('initial-scale')]: '0' })),
      ready('web'),
      pods(0),
    ),
  ],
};

/** A first Revision that never becomes ready, then one that does. */
function failing(namespace: string, behaviour: string, image?: string): Story {
  const tooLate = (revision: string) => (image === undefined ? [late(revision)] : []);
  const annotations = { ...DEADLINE, [POD]: behaviour, [scale('min-scale')]: '0' };
  const bad = { annotations, ...(image === undefined ? {} : { image }) };
  const replace = (value: object) =>
    jsonPatch('Service', 'web', [{ op: 'replace', path: '/spec/template', value }]);
  return {
    namespace,
    steps: [
      step(
        'create',
        create('Service', service('web', { annotations: { [LOAD]: '0' }, template: bad })),
        failed('web'),
        ...tooLate('web-00001'),
      ),
      step('until it times out', undefined, failed('web'), pods(0)),
      step('fix it', replace(template({ env: { MENDED: 'yes' } })), ready('web'), pods(1)),
      step('break it', replace(template(bad)), failed('web'), ...tooLate('web-00003')),
    ],
  };
}

export const crash = failing('crash', 'crash=3');
export const pull = failing('pull', 'image-pull-error');
export const unschedulable = failing('unschedulable', 'unschedulable');
export const missing = failing('missing', 'ok', 'ghcr.io/shop/web:missing');

export const slow: Story = {
  namespace: 'slow',
  steps: [
    step(
      'create',
      create('Service', service('web', { template: { annotations: { [POD]: 'slow-start=8s' } } })),
      ready('web'),
      pods(1),
    ),
    step(
      'update',
      merge('Service', 'web', {
        spec: { template: template({ env: { V: '2' }, annotations: { [POD]: 'slow-start=5s' } }) },
      }),
      ready('web'),
      pods(1),
    ),
  ],
};
