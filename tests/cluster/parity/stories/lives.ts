import {
  create,
  gone,
  jsonPatch,
  merge,
  object,
  pods,
  ready,
  remove,
  service,
  step,
  template,
} from '#tests/cluster/parity/stories/writing.ts';
import type { Story } from '#tests/cluster/parity/story.ts';

const env = (version: string) => ({ spec: { template: template({ env: { VERSION: version } }) } });

/** A Service from its creation to its deletion, and once more under the same name. */
export const life: Story = {
  namespace: 'life',
  steps: [
    step('create', create('Service', service('web')), ready('web'), pods(1)),
    step('update the template', merge('Service', 'web', env('2')), ready('web'), pods(1)),
    step(
      'annotate and label the Service',
      merge('Service', 'web', {
        metadata: { labels: { team: 'shop' }, annotations: { 'example.com/note': 'hello' } },
      }),
      ready('web'),
    ),
    step(
      'label and annotate the template',
      merge('Service', 'web', {
        spec: {
          template: { metadata: { labels: { tier: 'front' }, annotations: { 'example.com/why': 'new' } } },
        },
      }),
      ready('web'),
      pods(1),
    ),
    step(
      'remove label and annotation',
      merge('Service', 'web', {
        metadata: { labels: { team: null }, annotations: { 'example.com/note': null } },
      }),
      ready('web'),
    ),
    step('delete', remove('Service', 'web'), gone('web'), gone('web-00001', 'Revision'), pods(0)),
    step(
      'create again',
      create('Service', service('web', { template: { env: { AGAIN: 'yes' } } })),
      ready('web'),
      pods(1),
    ),
    step(
      'delete in the foreground',
      remove('Service', 'web', { propagationPolicy: 'Foreground' }),
      gone('web'),
      gone('web-00001', 'Revision'),
      pods(0),
    ),
  ],
};

/** Knative's webhook refuses to delete the Configuration and the Route, so the Service stays. */
export const orphans: Story = {
  namespace: 'orphans',
  steps: [
    step('create', create('Service', service('web')), ready('web'), pods(1)),
    step('delete and orphan', remove('Service', 'web', { propagationPolicy: 'Orphan' })),
    step('update an object being deleted', merge('Service', 'web', env('2'))),
  ],
};

/** Revisions that the template names. */
export const names: Story = {
  namespace: 'names',
  steps: [
    step(
      'create with a name',
      create('Service', service('shop', { template: { name: 'shop-one' } })),
      ready('shop'),
      pods(1),
    ),
    step(
      'update with another name, split',
      merge('Service', 'shop', {
        spec: {
          template: template({ name: 'shop-two', env: { V: '2' } }),
          traffic: [
            { revisionName: 'shop-one', percent: 50 },
            { revisionName: 'shop-two', percent: 50 },
          ],
        },
      }),
      ready('shop'),
      pods(2),
    ),
    step(
      'change the template, keep the name',
      merge('Service', 'shop', { spec: { template: template({ name: 'shop-two', env: { V: '3' } }) } }),
    ),
    step(
      'a name without the prefix',
      merge('Service', 'shop', { spec: { template: { metadata: { name: 'three' } } } }),
    ),
    step(
      'a name that is taken',
      merge('Service', 'shop', { spec: { template: template({ name: 'shop-one', env: { V: '4' } }) } }),
      { kind: 'Service', name: 'shop', ready: 'False' },
    ),
    step(
      'a free name again',
      merge('Service', 'shop', {
        spec: {
          template: template({ name: 'shop-four', env: { V: '4' } }),
          traffic: [{ latestRevision: true, percent: 100 }],
        },
      }),
      ready('shop'),
      pods(1),
    ),
    step('delete', remove('Service', 'shop'), gone('shop'), gone('shop-four', 'Revision'), pods(0)),
  ],
};

/** Route and Configuration that no Service created. */
export const parts: Story = {
  namespace: 'parts',
  steps: [
    step(
      'a Route to a missing Configuration',
      create(
        'Route',
        object('Route', 'front', { spec: { traffic: [{ configurationName: 'back', percent: 100 }] } }),
      ),
      { kind: 'Route', name: 'front', ready: 'False' },
    ),
    step(
      'the Configuration',
      create('Configuration', object('Configuration', 'back', { spec: { template: template() } })),
      ready('front', 'Route'),
      pods(1),
    ),
    step(
      'a second Revision',
      merge('Configuration', 'back', env('2')),
      ready('back', 'Configuration'),
      ready('front', 'Route'),
      pods(1),
    ),
    step(
      'pin the Route',
      jsonPatch('Route', 'front', [
        {
          op: 'replace',
          path: '/spec/traffic',
          value: [{ revisionName: 'back-00001', percent: 100, tag: 'old' }],
        },
      ]),
      ready('front', 'Route'),
      pods(1),
    ),
    step('delete the Configuration', remove('Configuration', 'back'), gone('back', 'Configuration'), {
      kind: 'Route',
      name: 'front',
      ready: 'False',
    }),
    step(
      'delete the Route',
      remove('Route', 'front'),
      gone('front', 'Route'),
      gone('front', 'Ingress'),
      pods(0),
    ),
  ],
};

/** A Route without a Service that is deleted while its Configuration stays. */
export const unrouted: Story = {
  namespace: 'unrouted',
  steps: [
    step(
      'a Configuration',
      create('Configuration', object('Configuration', 'back', { spec: { template: template() } })),
      ready('back', 'Configuration'),
    ),
    step(
      'a Route to it',
      create(
        'Route',
        object('Route', 'front', {
          spec: { traffic: [{ configurationName: 'back', latestRevision: true, percent: 100 }] },
        }),
      ),
      ready('front', 'Route'),
      pods(1),
    ),
    step('delete the Route', remove('Route', 'front'), gone('front', 'Route'), pods(0)),
  ],
};
