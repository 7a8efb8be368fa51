import {
  create,
  failed,
  gone,
  jsonPatch,
  merge,
  pods,
  ready,
  remove,
  service,
  step,
  template,
} from '#tests/cluster/parity/stories/writing.ts';
import type { Story } from '#tests/cluster/parity/story.ts';

const traffic = (...targets: object[]) => ({ spec: { traffic: targets } });
const latest = (percent: number, tag?: string) => ({
  latestRevision: true,
  percent,
  ...(tag ? { tag } : {}),
});
const pin = (revisionName: string, percent: number, tag?: string) => ({
  revisionName,
  percent,
  ...(tag ? { tag } : {}),
});
const env = (version: string) => ({ spec: { template: template({ env: { VERSION: version } }) } });

/** Splits, tags, and what cannot be routed. */
export const splits: Story = {
  namespace: 'splits',
  steps: [
    step('create', create('Service', service('web')), ready('web'), pods(1)),
    step('pin the first', merge('Service', 'web', traffic(pin('web-00001', 100))), ready('web')),
    step(
      'a second Revision next to it',
      merge('Service', 'web', env('2')),
      ready('web'),
      ready('web-00002', 'Revision'),
      pods(1),
    ),
    step(
      'split with @latest',
      merge('Service', 'web', traffic(pin('web-00001', 70), latest(30))),
      ready('web'),
      pods(2),
    ),
    step(
      'add tags',
      merge('Service', 'web', traffic(pin('web-00001', 70, 'old'), latest(30, 'new'))),
      ready('web'),
    ),
    step(
      'move a tag',
      merge('Service', 'web', traffic(pin('web-00001', 70), latest(30, 'new'), pin('web-00002', 0, 'old'))),
      ready('web'),
    ),
    step('a third Revision', merge('Service', 'web', env('3')), ready('web'), pods(3)),
    step(
      'remove the tags',
      merge('Service', 'web', traffic(pin('web-00001', 70), latest(30))),
      ready('web'),
      pods(2),
    ),
    step('a sum that is not 100', merge('Service', 'web', traffic(pin('web-00001', 70), latest(20)))),
    step('a duplicate tag', merge('Service', 'web', traffic(pin('web-00001', 70, 'a'), latest(30, 'a')))),
    step(
      'a missing Revision',
      merge('Service', 'web', traffic(pin('web-00009', 50), latest(50))),
      failed('web'),
    ),
    step('back to @latest', merge('Service', 'web', traffic(latest(100))), ready('web'), pods(1)),
    step(
      'by JSON Patch with a test',
      jsonPatch('Service', 'web', [
        { op: 'test', path: '/spec/traffic', value: [latest(100)] },
        { op: 'replace', path: '/spec/traffic', value: [latest(60), pin('web-00001', 40)] },
      ]),
      ready('web'),
      pods(2),
    ),
    step(
      'delete a Revision that is routed',
      remove('Revision', 'web-00001'),
      gone('web-00001', 'Revision'),
      failed('web'),
      pods(1),
    ),
    step('route around it', merge('Service', 'web', traffic(latest(100))), ready('web')),
    step('delete', remove('Service', 'web'), gone('web'), gone('web-00003', 'Revision'), pods(0)),
  ],
};

/** A latest Revision that takes over in steps. */
export const rollout: Story = {
  namespace: 'rollout',
  steps: [
    step(
      'create',
      create('Service', service('web', { annotations: { 'serving.knative.dev/rollout-duration': '12s' } })),
      ready('web'),
      pods(1),
    ),
    step('update', merge('Service', 'web', env('2')), ready('web'), pods(1)),
    step('another, with a tag', merge('Service', 'web', traffic(latest(100, 'now'))), ready('web')),
    step('update again', merge('Service', 'web', env('3')), ready('web'), pods(1)),
    step('delete', remove('Service', 'web'), gone('web'), pods(0)),
  ],
};

/** Who may reach a Service. */
export const visibility: Story = {
  namespace: 'visibility',
  steps: [
    step(
      'create inside the cluster',
      create('Service', service('web', { labels: { 'networking.knative.dev/visibility': 'cluster-local' } })),
      ready('web'),
      pods(1),
    ),
    step(
      'make it public',
      merge('Service', 'web', { metadata: { labels: { 'networking.knative.dev/visibility': null } } }),
      ready('web'),
    ),
    step('tag it', merge('Service', 'web', traffic(latest(100, 'inside'))), ready('web')),
    step(
      'make the tag cluster-local',
      merge('CoreService', 'inside-web', {
        metadata: { labels: { 'networking.knative.dev/visibility': 'cluster-local' } },
      }),
      ready('web'),
    ),
    step(
      'inside the cluster again',
      merge('Service', 'web', {
        metadata: { labels: { 'networking.knative.dev/visibility': 'cluster-local' } },
      }),
      ready('web'),
    ),
  ],
};
