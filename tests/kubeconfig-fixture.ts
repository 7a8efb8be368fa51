import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { changeSentence } from '#lib/view/pinned-identity.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { FakeClock } from '#tests/fake-clock.ts';

/** What a context of the test's kubeconfig refers to. */
interface Entry {
  server?: string;
  cluster?: object;
  user?: object;
  namespace?: string;
}

/** A folder with a test's kubeconfigs, and what loads them. The folder and the credentials are gone when the test ends. */
export function kubeconfigFixture() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'));
  const clock = new FakeClock();
  const opened: Credentials[] = [];
  onTestFinished(async () => {
    for (const credentials of opened) await credentials.close();
    rmSync(folder, { recursive: true });
  });

  /** Writes a kubeconfig whose contexts, clusters and users share their names. */
  function write(file: string, entries: Record<string, Entry>, current?: string): string {
    const path = join(folder, file);
    const all = Object.entries(entries);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: all.map(([name, { server = 'https://127.0.0.1:1', cluster }]) => ({
        name,
        cluster: { server, ...cluster },
      })),
      users: all.map(([name, { user }]) => ({ name, user: user ?? { token: 't' } })),
      contexts: all.map(([name, { namespace }]) => ({
        name,
        context: { cluster: name, user: name, namespace },
      })),
    };
    writeFileSync(path, stringify(config));
    return path;
  }

  /** Closes credentials that the test loaded itself when it ends. */
  function keep(credentials: Credentials): void {
    opened.push(credentials);
  }

  /** Loads the credentials of a context, else of the current one, from these files. */
  function load(files: string[], context?: string): Credentials {
    const env = { KUBECONFIG: files.join(delimiter) };
    const credentials = loadCredentials({ env, context, clock, home: folder, terminal: () => undefined });
    keep(credentials);
    return credentials;
  }

  return { folder, clock, write, load, keep };
}

/** The sentence that the screen shows for a status that waits for a confirmation. */
export function waiting(credentials: Credentials): string {
  const { change } = credentials.status();
  return change === null ? '' : changeSentence(credentials.contextName, change);
}

/** A JSON Web Token with this subject. */
export function jwt(sub: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ iss: 'https://issuer.example', sub })}.signature`;
}

/** A self-signed certificate with this name, valid for a hundred years. */
export function selfSigned(name: string): { certificate: string; key: string } {
  return { certificate: tlsFile(`${name}.crt`), key: tlsFile(`${name}.key`) };
}

/** A file of tests/fixtures/tls. */
export function tlsFile(name: string): string {
  return readFileSync(new URL(`./fixtures/tls/${name}`, import.meta.url), 'utf8');
}
