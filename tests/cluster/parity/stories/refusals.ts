import {
  create,
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

const percent = (value: unknown) => ({ spec: { traffic: [{ latestRevision: true, percent: value }] } });

/** Changes that must be refused. */
export const refusals: Story = {
  namespace: 'refusals',
  steps: [
    step('dry run', create('Service', service('web'), 'dryRun=All')),
    step(
      'dry run with an invalid pod',
      create('Service', service('odd', { template: { container: { name: '&InvalidValue' } } }), 'dryRun=All'),
    ),
    step('create', create('Service', service('web')), ready('web'), pods(1)),
    step('create the same again', create('Service', service('web'))),
    step(
      'try an update',
      merge('Service', 'web', { spec: { template: template({ env: { V: '2' } }) } }, 'dryRun=All'),
    ),
    step('an edit of an old version', {
      method: 'PUT',
      kind: 'Service',
      name: 'web',
      body: service('web', { template: { env: { V: '3' } } }),
      resourceVersion: 'first',
    }),
    step('a patch of an old version', {
      ...merge('Service', 'web', { metadata: { labels: { a: 'b' } } }),
      resourceVersion: 'first',
    }),
    step(
      'a test that fails',
      jsonPatch('Service', 'web', [{ op: 'test', path: '/spec/traffic/0/percent', value: 1 }]),
    ),
    step(
      'a missing path',
      jsonPatch('Service', 'web', [{ op: 'replace', path: '/spec/nothing/0', value: 1 }]),
    ),
    step('a percent in quotes', merge('Service', 'web', percent('100'))),
    step(
      'an annotation without quotes',
      merge('Service', 'web', {
        spec: { template: { metadata: { annotations: { 'autoscaling.knative.dev/min-scale': 1 } } } },
      }),
    ),
    step(
      'a variable that is a number',
      merge('Service', 'web', {
        spec: { template: template({ container: { env: [{ name: 'V', value: 1 }] } }) },
      }),
    ),
    step(
      'a port in quotes',
      create(
        'Configuration',
        object('Configuration', 'odd', {
          spec: { template: template({ container: { ports: [{ containerPort: '8080' }] } }) },
        }),
      ),
    ),
    step(
      'an invalid quantity',
      merge('Service', 'web', {
        spec: { template: template({ container: { resources: { limits: { cpu: 'much' } } } }) },
      }),
    ),
    step(
      'containers that are not a list',
      create('Service', object('Service', 'odd', { spec: { template: { spec: { containers: {} } } } })),
    ),
    step('a percent over 100', merge('Service', 'web', percent(101))),
    step(
      'an invalid tag',
      merge('Service', 'web', { spec: { traffic: [{ latestRevision: true, percent: 100, tag: 'A_b' }] } }),
    ),
    step(
      'a revision and @latest',
      merge('Service', 'web', {
        spec: { traffic: [{ latestRevision: true, revisionName: 'web-00001', percent: 100 }] },
      }),
    ),
    step(
      'a configuration',
      merge('Service', 'web', { spec: { traffic: [{ configurationName: 'web', percent: 100 }] } }),
    ),
    step(
      'no image',
      merge('Service', 'web', { spec: { template: { spec: { containers: [{ image: '' }] } } } }),
    ),
    step(
      'autoscaling on the Service',
      merge('Service', 'web', { metadata: { annotations: { 'autoscaling.knative.dev/min-scale': '1' } } }),
    ),
    step(
      'min over max',
      merge('Service', 'web', {
        spec: {
          template: {
            metadata: {
              annotations: {
                'autoscaling.knative.dev/min-scale': '5',
                'autoscaling.knative.dev/max-scale': '2',
              },
            },
          },
        },
      }),
    ),
    step(
      'another creator',
      merge('Service', 'web', { metadata: { annotations: { 'serving.knative.dev/creator': 'me' } } }),
    ),
    step('another spec of a Revision', merge('Revision', 'web-00001', { spec: { containerConcurrency: 7 } })),
    step(
      'a bad duration',
      merge('Service', 'web', {
        metadata: { annotations: { 'serving.knative.dev/rollout-duration': '5x' } },
      }),
    ),
    step(
      'an unknown field',
      create(
        'Service',
        object('Service', 'odd', { spec: { template: template(), nonsense: 1 } }),
        'fieldValidation=Strict',
      ),
    ),
    step('a bad name', create('Service', service('Web_1'))),
    step('a name that is too long', create('Service', service('w'.repeat(64)))),
    step('no template', create('Service', object('Service', 'odd', { spec: {} }))),
    step('delete a missing object', remove('Service', 'nobody')),
    step('read a missing object', { method: 'GET', kind: 'Revision', name: 'nobody' }),
    step('patch a missing object', merge('Service', 'nobody', { metadata: { labels: { a: 'b' } } })),
    step(
      'delete another one',
      remove('Service', 'web', { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }),
    ),
    step('a Route without targets', create('Route', object('Route', 'odd', { spec: {} }))),
    step(
      'two kinds of a target',
      create(
        'Route',
        object('Route', 'odd', {
          spec: { traffic: [{ configurationName: 'a', revisionName: 'b', percent: 100 }] },
        }),
      ),
    ),
    step(
      'a Configuration with a bad port',
      create(
        'Configuration',
        object('Configuration', 'odd', {
          spec: { template: template({ container: { ports: [{ containerPort: 0 }] } }) },
        }),
      ),
    ),
    step('try a delete', { method: 'DELETE', kind: 'Service', name: 'web', query: 'dryRun=All' }),
    step(
      'a field that the pod does not have',
      merge('Service', 'web', { spec: { template: { spec: { hostNetwork: true } } } }),
    ),
    step(
      'a missing volume',
      merge('Service', 'web', {
        spec: { template: template({ container: { volumeMounts: [{ name: 'x', mountPath: '/x' }] } }) },
      }),
    ),
  ],
};
