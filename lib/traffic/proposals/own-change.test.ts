import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  decodeOwnChanges,
  encodeOwnChanges,
  type OwnChanges,
  standingChange,
  withoutSent,
  withSent,
  withWritten,
} from './own-change.ts';
import type { OwnChange } from './proposal.ts';

const to = (revisionName: string, percent: number): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
});
const before = [to('a', 90), to('b', 10)];
const after = [to('a', 50), to('b', 50)];
const change = (more: Partial<OwnChange> = {}): OwnChange => ({
  kind: 'edit',
  before,
  after,
  latestReady: 'b',
  generation: 5,
  ...more,
});
const changes = (more: Partial<OwnChanges> = {}): OwnChanges => ({
  uid: 'u',
  sent: null,
  written: change(),
  ...more,
});

describe('standingChange', () => {
  it('is the user’s own change while its traffic is in place, whatever else changed in the Service', () => {
    expect(standingChange(changes(), { traffic: after, generation: 5 }, [])).toEqual(change());
    const deploys = [
      { generation: 5, traffic: after },
      { generation: 8, traffic: after },
    ];
    expect(standingChange(changes(), { traffic: after, generation: 8 }, deploys)).toEqual(change());
  });

  it.each([
    ['the traffic is another', { traffic: before, generation: 6 }, []],
    ['the view is older than the change', { traffic: after, generation: 4 }, []],
    [
      'somebody changed it and changed it back',
      { traffic: after, generation: 7 },
      [
        { generation: 5, traffic: after },
        { generation: 6, traffic: [to('a', 100)] },
        { generation: 7, traffic: after },
      ],
    ],
  ])('is none when %s', (_, live, splits) => {
    expect(standingChange(changes(), live, splits)).toBeNull();
  });

  it('is a change whose response was lost once the cluster shows it, and the previous one until then', () => {
    const sent = change({ before: after, after: [to('b', 100)], generation: 6 });
    const both = changes({ sent });
    expect(standingChange(both, { traffic: after, generation: 5 }, [])).toEqual(change());
    expect(standingChange(both, { traffic: [{ revisionName: 'b', percent: 100 }], generation: 6 }, [])).toBe(
      sent,
    );
    expect(standingChange(null, { traffic: after, generation: 5 }, [])).toBeNull();
  });
});

describe('own changes in the browser’s storage', () => {
  it('survive a reload, byte for byte', () => {
    const own = changes({ sent: change({ kind: 'rollBack', latestReady: null }) });
    expect(decodeOwnChanges(encodeOwnChanges(own), 'u')).toEqual(own);
  });

  it.each([
    ['of another Service', encodeOwnChanges(changes({ uid: 'other' }))],
    ['that are not valid JSON', '{'],
    ['of another version', '{"version":2,"uid":"u","sent":null,"written":null}'],
    [
      'without a generation',
      '{"version":1,"uid":"u","sent":null,"written":{"kind":"edit","before":[],"after":[],"latestReady":null}}',
    ],
    [
      'whose list is not a list',
      '{"version":1,"uid":"u","sent":null,"written":{"kind":"edit","before":[{"percent":"5"}],"after":[],"latestReady":null,"generation":1}}',
    ],
    [
      'of an unknown kind',
      '{"version":1,"uid":"u","sent":{"kind":"other","before":[],"after":[],"latestReady":null,"generation":1},"written":null}',
    ],
  ])('are not read %s', (_, text) => {
    expect(decodeOwnChanges(text, 'u')).toBeNull();
  });
});

describe('a write in progress', () => {
  const sent = change({ before: after, after: [to('b', 100)], generation: 6 });

  it('keeps the last accepted change next to the pending one until the response', () => {
    const under = withSent(changes(), 'u', sent);
    expect(under).toEqual(changes({ sent }));
    expect(withWritten('u', sent)).toEqual({ uid: 'u', sent: null, written: sent });
  });

  it('restores the previous state when it is refused', () => {
    expect(withoutSent(withSent(changes(), 'u', sent))).toEqual(changes());
    expect(withoutSent(withSent(null, 'u', sent))).toBeNull();
    expect(withoutSent(null)).toBeNull();
  });
});
