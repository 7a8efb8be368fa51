import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KNATIVE } from '#lib/knative/resources.ts';
import { SYSTEM } from '#server/caller.ts';
import { SystemClock } from '#server/clock.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { type Credentials, loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import type { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import type { Case, Folder, Places } from '#tests/system/kubeconfigs/case.ts';
import type { Front, Seen } from '#tests/system/kubeconfigs/front.ts';
import { openPlaces } from '#tests/system/kubeconfigs/places.ts';

/** The files of a case in a folder, and the settings for a client that uses them. */
export interface Prepared {
  env: Record<string, string>;
  context?: string;
  folder: Folder;
}

/** The result of listing the Services. */
export interface Listed {
  /** `namespace/name`, sorted; null when it was refused. */
  services: string[] | null;
  /** Why it was refused; '' when it was not. */
  words: string;
  /** How the client authenticated on its lists, each way once. */
  proofs: string[];
}

/** Everything a case connects to, on loopback. */
export class Room {
  readonly front: Front;
  readonly places: Places;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfigs-'));
  readonly #close: () => Promise<void>;
  #count = 0;

  private constructor({ front, places, close }: Awaited<ReturnType<typeof openPlaces>>) {
    this.front = front;
    this.places = places;
    this.#close = close;
  }

  /** Opens a room in front of a cluster. */
  static async open(cluster: EmbeddedTestCluster): Promise<Room> {
    return new Room(await openPlaces(cluster));
  }

  async close(): Promise<void> {
    await this.#close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Writes the files of a case into a new folder, and returns its environment. */
  prepare(given: Case, who: Seen['client']): Prepared {
    const path = join(this.#folder, `${this.#count++}-${who}`);
    const folder: Folder = {
      path,
      write: (name, content) => {
        const file = join(path, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
        chmodSync(file, 0o700);
        return file;
      },
    };
    mkdirSync(join(path, 'home'), { recursive: true });
    const { env, context } = given.set(folder, this.places) ?? {};
    return {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: join(path, 'home'),
        KUBECONFIG: join(path, 'config'),
        ...env,
      },
      folder,
      ...(context === undefined ? {} : { context }),
    };
  }

  /** Lists the Services with stock kubectl, which must be installed. */
  async kubectl({ env, context }: Prepared): Promise<Listed> {
    const args = [
      ...(context === undefined ? [] : ['--context', context]),
      '--cache-dir',
      join(this.#folder, 'cache'),
      '--request-timeout=5s',
      'get',
      'services.v1.serving.knative.dev',
      '-A',
      '-o',
      String.raw`jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}`,
    ];
    return await this.#watched('kubectl', async () => {
      return await new Promise((resolve) => {
        const options = { env: env as NodeJS.ProcessEnv, timeout: 30_000 };
        const child = execFile('kubectl', args, options, (error, stdout, stderr) => {
          const lines = stdout.split('\n').filter((line) => line !== '');
          resolve({ services: error === null ? lines.sort() : null, words: stderr.trim() });
        });
        child.stdin?.end();
      });
    });
  }

  /** Loads the credentials of a case and lists the Services with them. */
  async sluice(prepared: Prepared): Promise<Listed> {
    return await this.#watched('sluice', async () => {
      let credentials: Credentials | undefined;
      try {
        credentials = this.load(prepared);
        return { services: await servicesOf(credentials), words: '' };
      } catch (error) {
        return { services: null, words: error instanceof Error ? error.message : String(error) };
      } finally {
        await credentials?.close();
      }
    });
  }

  /** Loads credentials as Sluice does on startup. The caller closes them. */
  load({ env, context, folder }: Prepared): Credentials {
    return loadCredentials({
      env,
      clock: new SystemClock(),
      home: env.HOME ?? folder.path,
      terminal: () => undefined,
      ...(context === undefined ? {} : { context }),
    });
  }

  /** Lists the Services with previously loaded credentials. Throws the error of the list. */
  async list(credentials: Credentials): Promise<Listed> {
    return await this.#watched('sluice', async () => ({
      services: await servicesOf(credentials),
      words: '',
    }));
  }

  /** Adds how the client authenticated during the list. */
  async #watched(client: Seen['client'], list: () => Promise<Omit<Listed, 'proofs'>>): Promise<Listed> {
    const { seen } = this.front;
    const before = seen.length;
    const listed = await list();
    const own = seen.slice(before).filter((one) => one.client === client);
    return { ...listed, proofs: [...new Set(own.map(({ proof }) => proof.join(' ')))] };
  }
}

async function servicesOf(credentials: Credentials): Promise<string[]> {
  const client = new KubernetesClient({ credentials, clock: new SystemClock() });
  const { items } = await client.list(SYSTEM, KNATIVE.service, { limit: 500 });
  return items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
}
