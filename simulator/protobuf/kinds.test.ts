import { describe, expect, it } from 'vitest';
import { decodeKubernetesProtobuf } from '#simulator/protobuf/kinds.ts';
import { protobufBody as body, type Field } from '#simulator/testing/protobuf.ts';

const TIME: Field[] = [[1, 1_700_000_000]];

describe('an object in protobuf', () => {
  it('keeps its owners, and omits what only the server sets', () => {
    const owner: Field[] = [
      [1, 'Deployment'],
      [3, 'web'],
      [4, 'uid-1'],
      [5, 'apps/v1'],
      [6, 1],
    ];
    const metadata: Field[] = [
      [1, 'a'],
      [8, TIME],
      [13, owner],
      [17, [[1, 'kubectl']]],
    ];
    expect(decodeKubernetesProtobuf(body('v1', 'ConfigMap', [[1, metadata]]))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'a',
        ownerReferences: [
          { kind: 'Deployment', name: 'web', uid: 'uid-1', apiVersion: 'apps/v1', controller: true },
        ],
      },
    });
  });

  it('is a Lease, as leader election writes it', () => {
    const spec: Field[] = [
      [1, 'me'],
      [2, 15],
      [
        4,
        [
          [1, 1_700_000_000],
          [2, 5_000],
        ],
      ],
      [5, 0],
    ];
    const read = decodeKubernetesProtobuf(
      body('coordination.k8s.io/v1', 'Lease', [
        [1, [[1, 'lock']]],
        [2, spec],
      ]),
    );
    expect(read).toMatchObject({
      metadata: { name: 'lock' },
      spec: {
        holderIdentity: 'me',
        leaseDurationSeconds: 15,
        renewTime: '2023-11-14T22:13:20.000005Z',
        leaseTransitions: 0,
      },
    });
  });

  it('is an Event, its times as JSON has them', () => {
    const read = decodeKubernetesProtobuf(
      body('v1', 'Event', [
        [1, [[1, 'a.1']]],
        [
          2,
          [
            [1, 'Pod'],
            [3, 'a'],
          ],
        ],
        [6, TIME],
        [8, 3],
        [10, []],
      ]),
    );
    expect(read).toMatchObject({
      involvedObject: { kind: 'Pod', name: 'a' },
      firstTimestamp: '2023-11-14T22:13:20Z',
      count: 3,
      eventTime: null,
    });
  });

  it('keeps zero replicas of a Deployment', () => {
    const read = decodeKubernetesProtobuf(body('apps/v1', 'Deployment', [[2, [[1, 0]]]]));
    expect(read['spec']).toEqual({ replicas: 0 });
  });

  it('has in JSON what Go embeds: a source next to the name of its volume', () => {
    const source: Field[] = [
      [
        19,
        [
          [1, [[1, 'settings']]],
          [3, 420],
        ],
      ],
    ];
    const volume: Field[] = [
      [1, 'v'],
      [2, source],
    ];
    const read = decodeKubernetesProtobuf(body('v1', 'Pod', [[2, [[1, volume]]]]));
    expect(read['spec']).toEqual({
      volumes: [{ name: 'v', configMap: { name: 'settings', defaultMode: 420 } }],
    });
  });

  it('has quantities, ports by number or name, and times as JSON has them', () => {
    const limits: Field[] = [
      [1, 'cpu'],
      [2, [[1, '500m']]],
    ];
    const probe: Field[] = [
      [
        1,
        [
          [
            2,
            [
              [1, '/healthz'],
              [
                2,
                [
                  [1, 1],
                  [3, 'http'],
                ],
              ],
            ],
          ],
        ],
      ],
      [3, 5],
    ];
    const container: Field[] = [
      [1, 'c'],
      [8, [[1, limits]]],
      [10, probe],
    ];
    expect(decodeKubernetesProtobuf(body('v1', 'Pod', [[2, [[2, container]]]]))['spec']).toEqual({
      containers: [
        {
          name: 'c',
          resources: { limits: { cpu: '500m' } },
          livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, timeoutSeconds: 5 },
        },
      ],
    });
  });

  it('is refused when it has an unknown field', () => {
    expect(() => decodeKubernetesProtobuf(body('v1', 'ConfigMap', [[99, 'x']]))).toThrow(
      'cannot read this object as protobuf, send JSON instead: field 99 of core.v1.ConfigMap is unknown',
    );
  });
});
