import { describe, expect, it } from 'vitest';
import { decodeKubernetesProtobuf } from '#simulator/protobuf/kinds.ts';

/** A protobuf field: a number, a string, or a message of such fields. */
type Field = readonly [number: number, value: number | string | readonly Field[]];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

function encode(fields: readonly Field[]): Uint8Array {
  const bytes = fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
    const held = typeof value === 'string' ? new TextEncoder().encode(value) : encode(value);
    return [...varint(number * 8 + 2), ...varint(held.length), ...held];
  });
  return Uint8Array.from(bytes);
}

/** Wraps an object as client-go's protobuf serializer does. */
function body(apiVersion: string, kind: string, fields: readonly Field[]): Uint8Array {
  const raw = encode(fields);
  const type = encode([
    [
      1,
      [
        [1, apiVersion],
        [2, kind],
      ],
    ],
  ]);
  return Uint8Array.from([0x6b, 0x38, 0x73, 0, ...type, ...varint(2 * 8 + 2), ...varint(raw.length), ...raw]);
}

const TIME: Field[] = [[1, 1_700_000_000]];

describe('an object in protobuf', () => {
  it('keeps its owners, and leaves to the server what only the server sets', () => {
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

  it('says that a Deployment should have no replicas', () => {
    const read = decodeKubernetesProtobuf(body('apps/v1', 'Deployment', [[2, [[1, 0]]]]));
    expect(read['spec']).toEqual({ replicas: 0 });
  });

  it('is refused when it holds a field that is not known', () => {
    expect(() => decodeKubernetesProtobuf(body('v1', 'ConfigMap', [[99, 'x']]))).toThrow(
      'cannot read this object as protobuf, send JSON instead: field 99 is not known here',
    );
  });
});
