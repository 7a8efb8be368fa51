import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newSecret } from '#server/access/secrets.ts';
import type { SessionRecord } from '#server/access/sessions.ts';
import { keptHost, newHost, SessionFile } from '#server/access/state-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-state-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const record = (): SessionRecord => ({
  idHash: newSecret(),
  key: newSecret(),
  host: 'own',
  createdAt: 1,
  seenAt: 2,
});

describe('keptHost', () => {
  it('generates an unguessable name below localhost, and stores it for this user alone', async () => {
    const host = keptHost(join(folder, 'new'));
    expect(host).toMatch(/^sluice-[a-z2-7]{20}\.localhost$/);
    expect(keptHost(join(folder, 'new'))).toBe(host);
    expect(newHost()).not.toBe(host);
    expect((await stat(join(folder, 'new', 'host'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
  });

  it('generates another when the stored one is damaged or was open to others', async () => {
    await writeFile(join(folder, 'host'), 'evil.example\n', { mode: 0o600 });
    const host = keptHost(folder);
    expect(host).toMatch(/\.localhost$/);
    await chmod(join(folder, 'host'), 0o644);
    expect(keptHost(folder)).not.toBe(host);
  });
});

describe('SessionFile', () => {
  it('reads what it wrote, for this user alone, and leaves no temporary file', async () => {
    const file = new SessionFile(folder, 3000, 'a.localhost');
    const sessions = [record(), record()];
    file.write(sessions);
    expect(file.read()).toEqual(sessions);
    expect((await stat(join(folder, 'sessions-3000.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['sessions-3000.json']);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['others may read', (path) => chmod(path, 0o640)],
    ['is not valid JSON', (path) => writeFile(path, '{"host":')],
    ['is of another form', (path) => writeFile(path, '{"host":"a.localhost","sessions":[{"key":1}]}')],
    ['does not exist', (path) => rm(path)],
  ])('treats a file as absent that %s', async (_what, spoil) => {
    const file = new SessionFile(folder, 3000, 'a.localhost');
    file.write([record()]);
    await spoil(join(folder, 'sessions-3000.json'));
    expect(file.read()).toEqual([]);
  });

  it('restores nothing for another port or another host name', async () => {
    new SessionFile(folder, 3000, 'a.localhost').write([record()]);
    expect(new SessionFile(folder, 3001, 'a.localhost').read()).toEqual([]);
    expect(new SessionFile(folder, 3000, 'b.localhost').read()).toEqual([]);
    expect(await readFile(join(folder, 'sessions-3000.json'), 'utf8')).toContain('a.localhost');
  });
});
