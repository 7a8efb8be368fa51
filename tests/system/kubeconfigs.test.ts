import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KUBECTL_VERSION } from '#tests/needs.ts';
import { type Case, ID_TOKEN, LOGIN, NEXT_TOKEN, PASSWORD, TOKEN } from '#tests/system/kubeconfigs/case.ts';
import { FILE_CASES } from '#tests/system/kubeconfigs/cases-files.ts';
import { PLUGIN_CASES } from '#tests/system/kubeconfigs/cases-plugins.ts';
import { USER_CASES } from '#tests/system/kubeconfigs/cases-users.ts';
import { WAY_CASES } from '#tests/system/kubeconfigs/cases-way.ts';
import { answerOf, KubectlAnswers } from '#tests/system/kubeconfigs/kubectl-answers.ts';
import type { Listed, Prepared, Room } from '#tests/system/kubeconfigs/room.ts';
import { Rooms } from '#tests/system/kubeconfigs/rooms.ts';
import { ROTATIONS } from '#tests/system/kubeconfigs/rotations.ts';

const CASES: readonly Case[] = [...FILE_CASES, ...USER_CASES, ...PLUGIN_CASES, ...WAY_CASES];
const NAMES = [...CASES, ...ROTATIONS].map(({ name }) => name);
/** Strings that no message may contain. */
const SECRETS = [
  TOKEN,
  PASSWORD,
  ID_TOKEN,
  LOGIN.password,
  encodeURIComponent(LOGIN.password),
  'PRIVATE KEY',
];

/** The scenarios have more. */
const LEAST_SERVICES = 6;
/** Concurrent cases: kubectl mostly waits. */
const LANES = 4;

const answers = new KubectlAnswers();

describe('a kubeconfig with which stock kubectl lists the Services', () => {
  let rooms: Rooms;
  let services: string[];

  beforeAll(async () => {
    rooms = await Rooms.start(LANES);
    services = await rooms.services();
  }, 180_000);
  afterAll(async () => {
    await rooms.close();
    answers.save(NAMES);
    const asked =
      KUBECTL_VERSION === undefined
        ? `what kubectl ${answers.version} did before`
        : `kubectl ${KUBECTL_VERSION}`;
    const lines = CASES.filter((given) => given.saferBecause !== undefined).map(
      (given) => `  ${given.name}: refused, because ${given.saferBecause ?? ''}`,
    );
    process.stdout.write(
      `${NAMES.length} kubeconfigs and settings compared with ${asked}; deliberate differences:\n${lines.join('\n')}\n`,
    );
  }, 60_000);

  it('has a unique name', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });

  it('is tested where there are Services to list', () => {
    expect(services.length).toBeGreaterThanOrEqual(LEAST_SERVICES);
  });

  /** Runs kubectl, if installed, and checks that it behaves as recorded. */
  async function askKubectl(room: Room, prepared: Prepared): Promise<Listed | undefined> {
    if (KUBECTL_VERSION === undefined) return undefined;
    const listed = await room.kubectl(prepared);
    expect(listed.services ?? services).toEqual(services);
    return listed;
  }

  /** Checks kubectl's result against the record. Returns what is expected of Sluice. */
  function expectedAnswer(name: string, heard: readonly (Listed | undefined)[]): string {
    const known = heard.filter((listed) => listed !== undefined);
    const words = known.map((listed) => listed.words);
    const answer = known.map(answerOf).join(', then ');
    if (known.length > 0) answers.heard(name, answer);
    const expected = answers.expected(name) ?? 'nothing on record';
    const kubectl = known.length > 0 ? answer : expected;
    expect({ kubectl, words }).toEqual({ kubectl: expected, words });
    return expected;
  }

  it.concurrent.each(CASES.map((given) => [given.name, given] as const))(
    '%s',
    async (name, given) => {
      const [kubectl, sluice] = await rooms.use(async (room) => {
        const asked = askKubectl(room, room.prepare(given, 'kubectl'));
        return await Promise.all([asked, room.sluice(room.prepare(given, 'sluice'))]);
      });
      const expected = expectedAnswer(name, [kubectl]);
      const isSafer = given.saferBecause !== undefined;
      expect([expected, isSafer]).not.toEqual(['refuses', true]);
      const words = [sluice.words, kubectl?.words];
      // Both list all Services, authenticating in the same way, or both refuse; a refusal comes with the reason.
      expect({ sluice: answerOf(sluice), words }).toEqual({ sluice: isSafer ? 'refuses' : expected, words });
      expect(sluice.services ?? services).toEqual(services);
      expect(sluice.words).toMatch(sluice.services === null ? /^\S.{10,600}$/u : /^$/);
      expect(SECRETS.filter((secret) => sluice.words.includes(secret))).toEqual([]);
    },
    60_000,
  );

  it.each(ROTATIONS.map((rotation) => [rotation.name, rotation] as const))(
    '%s',
    async (name, rotation) => {
      await rooms.use(async (room) => {
        const one = room.prepare(rotation, 'kubectl');
        const other = room.prepare(rotation, 'sluice');
        const credentials = room.load(other);
        try {
          const before = [await askKubectl(room, one), await room.list(credentials)] as const;
          room.front.accept(`Bearer ${NEXT_TOKEN}`);
          room.front.refuse(`Bearer ${TOKEN}`);
          for (const { folder } of [one, other]) rotation.rotate(folder, room.places);
          const after = [await askKubectl(room, one), await room.list(credentials)] as const;
          const expected = expectedAnswer(name, [before[0], after[0]]);
          expect([before[1].services, after[1].services]).toEqual([services, services]);
          // Sluice keeps running, and may try its current token first.
          const renewed = { ...after[1], proofs: after[1].proofs.slice(-1) };
          expect([before[1], renewed].map(answerOf).join(', then ')).toBe(expected);
        } finally {
          await credentials.close();
          room.front.accept(`Bearer ${TOKEN}`);
          room.front.refuse(`Bearer ${NEXT_TOKEN}`);
        }
      });
    },
    60_000,
  );

  it('has a kubectl answer, recorded or from this run, and no answer remains for a removed case', () => {
    expect(answers.names.toSorted()).toEqual(NAMES.toSorted());
  });
});
