import { describe, expect, it } from 'vitest';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { columnsOf } from '#simulator/print/columns.ts';
import { podStatus } from '#simulator/print/columns-pod.ts';
import { humanDuration } from '#simulator/print/human-duration.ts';
import { tableOf } from '#simulator/print/table.ts';

const NOW = Date.UTC(2026, 0, 1, 1);
const object = (fields: Record<string, unknown>): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  ...fields,
});

describe('an age', () => {
  it.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [150, '2m30s'],
    [599, '9m59s'],
    [600, '10m'],
    [3 * 3600 - 1, '179m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 300, '3h5m'],
    [8 * 3600, '8h'],
    [47 * 3600, '47h'],
    [49 * 3600, '2d1h'],
    [8 * 86_400, '8d'],
    [729 * 86_400, '729d'],
    [731 * 86_400, '2y1d'],
    [-5, '<invalid>'],
  ])('of %i seconds is %s', (seconds, expected) => {
    expect(humanDuration(seconds * 1000)).toBe(expected);
  });
});

describe('a table', () => {
  const ready = { type: 'Ready', status: 'False', reason: 'RevisionFailed' };
  it.each<[string, ResourceType, Record<string, unknown>, Record<string, unknown>]>([
    [
      'a Knative Service',
      KNATIVE.service,
      { status: { url: 'http://x', latestCreatedRevisionName: 'x-2', conditions: [ready] } },
      {
        Name: 'x',
        URL: 'http://x',
        LatestCreated: 'x-2',
        LatestReady: null,
        Ready: 'False',
        Reason: 'RevisionFailed',
      },
    ],
    [
      'a Service',
      KUBERNETES.service,
      {
        spec: {
          type: 'ExternalName',
          externalName: 'e',
          ports: [{ port: 80 }, { port: 81, protocol: 'UDP' }],
        },
      },
      {
        Name: 'x',
        Type: 'ExternalName',
        'Cluster-IP': '<none>',
        'External-IP': 'e',
        'Port(s)': '80/TCP,81/UDP',
        Age: '60m',
        Selector: '<none>',
      },
    ],
    [
      'an Event, which has its name last',
      KUBERNETES.event,
      {
        involvedObject: { kind: 'Pod', name: 'p' },
        type: 'Normal',
        reason: 'Pulled',
        message: ' pulled\n',
        lastTimestamp: '2026-01-01T00:59:00Z',
        firstTimestamp: '2026-01-01T00:00:00Z',
        count: 3,
        source: { component: 'kubelet' },
      },
      {
        'Last Seen': '60s',
        Type: 'Normal',
        Reason: 'Pulled',
        Object: 'pod/p',
        Subobject: '',
        Source: 'kubelet',
        Message: 'pulled',
        'First Seen': '60m',
        Count: 3,
        Name: 'x',
      },
    ],
  ])('of %s', (_name, type, fields, expected) => {
    const table = tableOf(columnsOf(type), [object(fields)], {}, 'None', NOW) as {
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[] }[];
    };
    const names = table.columnDefinitions.map((column) => column.name);
    const cells = table.rows[0]?.cells ?? [];
    expect(Object.fromEntries(names.map((name, index) => [name, cells[index]]))).toEqual(expected);
  });
});

describe('the status of a pod', () => {
  it.each([
    ['Running', { phase: 'Running', containerStatuses: [{ ready: true, state: { running: {} } }] }],
    [
      'ImagePullBackOff',
      { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] },
    ],
    [
      'Error',
      { phase: 'Running', containerStatuses: [{ state: { terminated: { reason: 'Error', exitCode: 1 } } }] },
    ],
    ['ExitCode:3', { phase: 'Running', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
  ])('is %s', (expected, status) => {
    expect(podStatus(object({ status }))).toBe(expected);
  });

  it('is Terminating once it is deleted', () => {
    const pod = object({ status: { phase: 'Running' } });
    pod.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(podStatus(pod)).toBe('Terminating');
  });
});
