import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivate, privateFolder, readPrivate, writePrivate } from '#server/access/private-files.ts';
import {
  privateFolder as launchersFolder,
  readPrivate as launchersRead,
} from '../../scripts/private-files.mjs';

/** Only root can give a file to another user. */
const isRoot = process.geteuid?.() === 0;
const NOBODY = 65_534;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-private-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const readers: [string, (path: string) => string | undefined][] = [
  ['the server', openPrivate],
  ['the launchers', launchersRead],
];

describe.each(readers)('the file that %s reads', (_who, read) => {
  it('is a plain file of mode 0600 that this user owns', async () => {
    const path = join(folder, 'secret');
    await writeFile(path, 'text', { mode: 0o600 });
    expect(read(path)).toBe('text');
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['does not exist', (path) => rm(path)],
    ['others may read', (path) => chmod(path, 0o604)],
    ['others may write', (path) => chmod(path, 0o602)],
    ['the group may read', (path) => chmod(path, 0o640)],
    [
      'is a link to a valid file',
      async (path) => {
        await writeFile(join(folder, 'other'), 'text', { mode: 0o600 });
        await rm(path);
        await symlink('other', path);
      },
    ],
    ['is a folder', async (path) => (await rm(path), await mkdir(path, { mode: 0o700 }))],
    [
      'is a pipe, without waiting for it',
      async (path) => (await rm(path), execFileSync('mkfifo', ['-m', '600', path])),
    ],
    ...(isRoot
      ? [
          [
            'belongs to another user, who may write it',
            async (path: string) => await chown(path, NOBODY, NOBODY),
          ] as [string, (path: string) => Promise<unknown>],
        ]
      : []),
  ])('is never one that %s', async (_what, spoil) => {
    const path = join(folder, 'secret');
    await writeFile(path, 'text', { mode: 0o600 });
    await spoil(path);
    expect(() => read(path)).toThrow(/ENOENT|ELOOP|others may|regular file|another user/);
    expect(readPrivate(path)).toBeUndefined();
  });
});

describe.each([
  ['the server', privateFolder],
  ['the launchers', launchersFolder],
])('the folder of %s', (_who, make) => {
  it('is created for this user alone, and restricted if it was open', async () => {
    const path = join(folder, 'a', 'b');
    make(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    await chmod(path, 0o777);
    make(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it.runIf(isRoot)('is never one that belongs to another user', async () => {
    await chown(folder, NOBODY, NOBODY);
    expect(() => make(folder)).toThrow('belongs to another user of this machine');
    await chown(folder, 0, 0);
  });
});

describe('writePrivate', () => {
  it('replaces a link without changing its target', async () => {
    await writeFile(join(folder, 'theirs'), 'theirs', { mode: 0o644 });
    await symlink('theirs', join(folder, 'secret'));
    writePrivate(folder, 'secret', 'mine');
    expect(readPrivate(join(folder, 'secret'))).toBe('mine');
    expect(await readFile(join(folder, 'theirs'), 'utf8')).toBe('theirs');
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('replaces a file that others may read and has another name too', async () => {
    const path = join(folder, 'secret');
    await writeFile(path, 'old', { mode: 0o644 });
    await link(path, join(folder, 'second-name'));
    writePrivate(folder, 'secret', 'new');
    expect(readPrivate(path)).toBe('new');
    expect(await readFile(join(folder, 'second-name'), 'utf8')).toBe('old');
  });

  it('leaves no temporary file when it cannot be written', async () => {
    await mkdir(join(folder, 'secret'));
    expect(() => writePrivate(folder, 'secret', 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(await readdir(folder)).toEqual(['secret']);
  });
});
