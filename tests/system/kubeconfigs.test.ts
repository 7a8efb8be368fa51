import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_CASES } from '#tests/system/kubeconfigs/cases-files.ts';
import { PLUGIN_CASES } from '#tests/system/kubeconfigs/cases-plugins.ts';
import { USER_CASES } from '#tests/system/kubeconfigs/cases-users.ts';
import { WAY_CASES } from '#tests/system/kubeconfigs/cases-way.ts';
import { type Case, ID_TOKEN, LOGIN, PASSWORD, Rooms, TOKEN } from '#tests/system/kubeconfigs/room.ts';
import { NEXT_TOKEN, ROTATIONS } from '#tests/system/kubeconfigs/rotations.ts';

const CASES: readonly Case[] = [...FILE_CASES, ...USER_CASES, ...PLUGIN_CASES, ...WAY_CASES];
/** What no sentence may hold. */
const SECRETS = [
  TOKEN,
  PASSWORD,
  ID_TOKEN,
  LOGIN.password,
  encodeURIComponent(LOGIN.password),
  'PRIVATE KEY',
];

/** The scenarios hold more. */
const LEAST_SERVICES = 6;
/** Cases at a time: kubectl mostly waits. */
const LANES = 4;

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
describe.skipIf(!hasKubectl)(
  'a kubeconfig with which stock kubectl lists the Services (skipped where there is no kubectl)',
  () => {
    let rooms: Rooms;

    beforeAll(async () => {
      rooms = await Rooms.start(LANES);
    }, 180_000);
    afterAll(async () => {
      await rooms.close();
      const differences = CASES.filter((given) => given.saferBecause !== undefined);
      const lines = differences.map(
        (given) => `  ${given.name}: refused, because ${given.saferBecause ?? ''}`,
      );
      process.stdout.write(
        `${CASES.length + ROTATIONS.length} kubeconfigs and settings compared with kubectl; deliberate differences:\n${lines.join('\n')}\n`,
      );
    }, 60_000);

    it('has a name of its own for each case', () => {
      expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    });

    it.concurrent.each(CASES.map((given) => [given.name, given] as const))(
      '%s',
      async (_name, given) => {
        const { kubectl, sluice } = await rooms.use((room) => room.run(given));
        const mayList = kubectl.services !== null;
        const isSafer = given.saferBecause !== undefined;
        expect([mayList, isSafer]).not.toEqual([false, true]);
        const words = [sluice.words, kubectl.words];
        expect({ services: sluice.services, words }).toEqual({
          services: isSafer ? null : kubectl.services,
          words,
        });
        // Both prove themselves the same way; the Services are there at all; whoever is refused is told why.
        expect({ proofs: sluice.proofs, words }).toEqual({
          proofs: mayList && !isSafer ? kubectl.proofs : sluice.proofs,
          words,
        });
        expect(sluice.services?.length ?? LEAST_SERVICES).toBeGreaterThanOrEqual(LEAST_SERVICES);
        expect(sluice.words).toMatch(sluice.services === null ? /^\S.{10,600}$/u : /^$/);
        expect(SECRETS.filter((secret) => sluice.words.includes(secret))).toEqual([]);
      },
      60_000,
    );

    it.each(ROTATIONS.map((rotation) => [rotation.name, rotation] as const))(
      '%s',
      async (_name, rotation) => {
        await rooms.use(async (room) => {
          const one = room.prepare(rotation, 'kubectl');
          const other = room.prepare(rotation, 'sluice');
          const credentials = room.load(other);
          try {
            expect(await room.list(credentials)).toEqual((await room.kubectl(one)).services);
            room.front.accept(`Bearer ${NEXT_TOKEN}`);
            room.front.refuse(`Bearer ${TOKEN}`);
            for (const { folder } of [one, other]) rotation.rotate(folder, room.places);
            expect(await room.list(credentials)).toEqual((await room.kubectl(one)).services);
          } finally {
            await credentials.close();
            room.front.accept(`Bearer ${TOKEN}`);
            room.front.refuse(`Bearer ${NEXT_TOKEN}`);
          }
        });
      },
      60_000,
    );
  },
);
