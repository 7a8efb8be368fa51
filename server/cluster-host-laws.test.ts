import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { HostFixture, type ServerName, type UserName } from '#tests/cluster-host-fixture.ts';

let fixture: HostFixture;
beforeAll(async () => {
  fixture = await HostFixture.create();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const step = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    server: fc.constantFrom<ServerName>('a', 'b'),
    user: fc.constantFrom<UserName>('alice', 'bob'),
    renewal: fc.nat({ max: 2 }),
  }),
  fc.record({ type: fc.constant('break' as const) }),
  fc.record({ type: fc.constant('see' as const) }),
  fc.record({ type: fc.constant('confirm' as const) }),
  fc.record({ type: fc.constant('confirm what is not' as const) }),
);

test('a server never receives the credential of a user who was not confirmed for it, whatever the order of changes and confirmations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      fixture.nextRun();
      fixture.write('a', 'alice');
      fixture.start();
      let file: { server: ServerName; user: UserName } | null = { server: 'a', user: 'alice' };
      let pinned: { server: ServerName; user: UserName } = file;
      let shown: { id: string; what: { server: ServerName; user: UserName }; pinned: object } | null = null;
      const confirmed = new Set(['a alice']);
      const wrong: string[] = [];
      for (const it of steps) {
        if (it.type === 'write') {
          file = { server: it.server, user: it.user };
          fixture.write(it.server, it.user, { renewal: it.renewal });
        } else if (it.type === 'break') {
          file = null;
          fixture.damage();
        } else if (it.type === 'see') {
          await fixture.ask();
          const change = fixture.host.current.waitingChange();
          const isOther: boolean =
            file !== null && (file.server !== pinned.server || file.user !== pinned.user);
          const isWaiting: boolean = change !== null;
          if (isWaiting !== isOther) wrong.push('what waits is not what the file says');
          shown = change === null || file === null ? null : { id: change.id, what: file, pinned };
        } else if (it.type === 'confirm') {
          const isSame: boolean = file?.server === shown?.what.server && file?.user === shown?.what.user;
          const isAsShown: boolean = shown !== null && shown.pinned === pinned && isSame;
          const isFollowed: boolean = fixture.host.follow(shown?.id ?? 'none') !== null;
          if (isFollowed !== isAsShown) wrong.push('followed is not what was shown');
          if (isAsShown && shown !== null) {
            pinned = shown.what;
            confirmed.add(`${pinned.server} ${pinned.user}`);
          }
        } else if (fixture.host.follow('something else') !== null) wrong.push('an unknown id was followed');
        await fixture.ask();
        expect(wrong).toEqual([]);
        expect([...fixture.pairs()].filter((pair) => !confirmed.has(pair))).toEqual([]);
      }
      // Earlier requests have arrived by now: from here on there is one server and one user.
      await fixture.host.retired();
      for (let turn = 0; turn < 3; turn++) await fixture.ask();
      for (const server of Object.values(fixture.servers)) server.requests.splice(0);
      await fixture.ask();
      expect(fixture.pairs()).toEqual(new Set([`${pinned.server} ${pinned.user}`]));
      await fixture.host.stop();
    }),
    { numRuns: 100 },
  );
}, 180_000);
