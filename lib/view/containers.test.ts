import { expect, test } from 'vitest';
import { projectContainers } from '#lib/view/containers.ts';
import { revision } from '#tests/builders.ts';

test('lists every container with its image, command and resources, including GPUs, and hides secrets in the command', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const object = revision({
    spec: {
      initContainers: [{ name: 'fetch', image: 'fetch:1' }],
      containers: [
        {
          name: 'web',
          image: 'web:1',
          command: ['/serve'],
          args: ['--port=9000', '--password=hunter2'],
          resources: {
            requests: { 'nvidia.com/gpu': '1', memory: '2Gi', cpu: '1' },
            limits: { 'nvidia.com/gpu': '1', 'ephemeral-storage': '1Gi' },
          },
        },
        { name: 'log-shipper', image: 'ship:1' },
      ],
    },
  });
  object.status = { ...object.status, containerStatuses: [{ name: 'web', imageDigest: `web@${digest}` }] };
  const bare = { imageDigest: null, command: '', resources: [] };
  expect(projectContainers(object)).toEqual([
    { name: 'fetch', init: true, image: 'fetch:1', ...bare },
    {
      name: 'web',
      init: false,
      image: 'web:1',
      imageDigest: digest,
      command: '/serve --port=9000 --password=[secret]',
      resources: [
        { name: 'cpu', request: '1', limit: null },
        { name: 'memory', request: '2Gi', limit: null },
        { name: 'ephemeral-storage', request: null, limit: '1Gi' },
        { name: 'nvidia.com/gpu', request: '1', limit: '1' },
      ],
    },
    { name: 'log-shipper', init: false, image: 'ship:1', ...bare },
  ]);
});

test('hides the whole argument of a secret’s flag, including spaces', () => {
  const args = ['--password', 'open hunter2', '--note', 'two words'];
  const object = revision({ spec: { containers: [{ name: 'web', image: 'web:1', args }] } });
  expect(projectContainers(object)[0]?.command).toBe('--password [secret] --note two words');
});
