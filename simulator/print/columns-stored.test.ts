import { describe, expect, it } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { RESOURCES } from '#simulator/apimachinery/resources.ts';
import { columnsOf } from '#simulator/print/columns.ts';
import { tableOf } from '#simulator/print/table.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const template = { spec: { containers: [{ name: 'c', image: 'busybox' }] } };

function row(resource: string, fields: object): string[] {
  const type = RESOURCES.find((known) => known.resource === resource);
  if (type === undefined) throw new Error(`no ${resource}`);
  const metadata = { name: 'a', uid: '', resourceVersion: '', creationTimestamp: '2026-01-01T00:00:00Z' };
  const object: StoredObject = { apiVersion: '', kind: type.kind, metadata, ...fields };
  const table = tableOf(columnsOf(type), [object], {}, 'None', NOW) as {
    columnDefinitions: { name: string }[];
    rows: { cells: unknown[] }[];
  };
  const cells = table.rows[0]?.cells ?? [];
  return table.columnDefinitions.map(({ name }, index) => `${name}: ${String(cells[index])}`);
}

describe('a kind without a controller is printed with the columns of a real API server', () => {
  it.each([
    [
      'jobs',
      { spec: { completions: 1, template }, status: { succeeded: 0, startTime: '2026-01-01T00:58:00Z' } },
      [
        'Status: Running',
        'Completions: 0/1',
        'Duration: 2m',
        'Age: 60m',
        'Containers: c',
        'Images: busybox',
        'Selector: <none>',
      ],
    ],
    [
      'jobs',
      { spec: { parallelism: 3, template }, status: { conditions: [{ type: 'Failed', status: 'True' }] } },
      [
        'Status: Failed',
        'Completions: 0/1 of 3',
        'Duration: ',
        'Age: 60m',
        'Containers: c',
        'Images: busybox',
        'Selector: <none>',
      ],
    ],
    [
      'cronjobs',
      { spec: { schedule: '@hourly', jobTemplate: { spec: { template } } } },
      [
        'Schedule: @hourly',
        'Timezone: <none>',
        'Suspend: False',
        'Active: 0',
        'Last Schedule: <none>',
        'Age: 60m',
        'Containers: c',
        'Images: busybox',
        'Selector: <none>',
      ],
    ],
    [
      'resourcequotas',
      { status: { hard: { pods: '3', 'limits.cpu': '4' }, used: { pods: '1', 'limits.cpu': '2' } } },
      ['Request: pods: 1/3', 'Limit: limits.cpu: 2/4', 'Age: 60m'],
    ],
    [
      'ingresses',
      { spec: { rules: ['a', 'b', 'c', 'd'].map((host) => ({ host })), tls: [{}] } },
      ['Class: <none>', 'Hosts: a,b,c + 1 more...', 'Address: ', 'Ports: 80, 443', 'Age: 60m'],
    ],
    [
      'poddisruptionbudgets',
      { spec: { minAvailable: 1 } },
      ['Min Available: 1', 'Max Unavailable: N/A', 'Allowed Disruptions: 0', 'Age: 60m'],
    ],
    [
      'persistentvolumes',
      {
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          claimRef: { namespace: 'n', name: 'c' },
        },
      },
      [
        'Capacity: 1Gi',
        'Access Modes: RWO',
        'Reclaim Policy: ',
        'Status: ',
        'Claim: n/c',
        'StorageClass: ',
        'VolumeAttributesClass: <unset>',
        'Reason: ',
        'Age: 60m',
        'VolumeMode: <unset>',
      ],
    ],
    [
      'horizontalpodautoscalers',
      {
        spec: {
          minReplicas: 1,
          maxReplicas: 3,
          scaleTargetRef: { kind: 'Deployment', name: 'web' },
          metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
        },
      },
      [
        'Reference: Deployment/web',
        'Targets: cpu: <unknown>/80%',
        'MinPods: 1',
        'MaxPods: 3',
        'Replicas: 0',
        'Age: 60m',
      ],
    ],
  ])('%s', (resource, fields, cells) => {
    expect(row(resource, fields)).toEqual(['Name: a', ...cells]);
  });
});
