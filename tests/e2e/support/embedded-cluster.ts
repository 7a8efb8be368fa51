import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { parse, parseAllDocuments } from 'yaml';
import type { KnativeService } from '#lib/knative/types.ts';
import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import {
  collectionPath,
  KNATIVE,
  KUBERNETES,
  objectPath,
  type ResourceType,
} from '#lib/kubernetes/resource.ts';
import { freePort, Program, until } from '#tests/e2e/support/processes.ts';

/** An embedded cluster of a test's own: its process, its API as the admin uses it, its levers. */
export class EmbeddedCluster {
  readonly port: number;
  readonly folder: string;
  #program: Program;
  #leversUrl = '';
  #agent: Agent | undefined;
  #token = '';

  private constructor(port: number, folder: string, program: Program) {
    this.port = port;
    this.folder = folder;
    this.#program = program;
  }

  /** Starts one on a free port, with the scenarios in it. */
  static async start(): Promise<EmbeddedCluster> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const cluster = new EmbeddedCluster(port, folder, launch(port, folder));
    await cluster.#connect();
    return cluster;
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Kills the process, as a machine that loses power does. */
  async kill(): Promise<void> {
    await this.#program.end('SIGKILL');
  }

  /** Starts it again on the same port, all new: another certificate authority, other tokens, the scenarios as at first. */
  async restart(): Promise<void> {
    this.#program = launch(this.port, this.folder);
    await this.#connect();
  }

  async stop(): Promise<void> {
    await this.#agent?.destroy();
    await this.#program.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Pulls a lever: `end-watches`, `reset`, `compact`, `freeze`, `thaw`, `delay`, `refuse`, `respond`, … */
  async pull(lever: string, body: unknown = {}): Promise<void> {
    const answer = await request(`${this.#leversUrl}/${lever}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`The lever ${lever} answered ${answer.statusCode}: ${text}`);
  }

  /** Sends a request to its Kubernetes API as the admin; rejects when the answer is no success. */
  async api<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<T> {
    const answer = await request(`https://127.0.0.1:${this.port}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': contentType },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Reads a Service. */
  async service(namespace: string, name: string): Promise<KnativeService> {
    return await this.api<KnativeService>('GET', objectPath(KNATIVE.service, namespace, name));
  }

  /** Patches a Service as `kubectl patch --type merge` does. */
  async patchService(namespace: string, name: string, patch: unknown): Promise<KnativeService> {
    const path = objectPath(KNATIVE.service, namespace, name);
    return await this.api<KnativeService>('PATCH', path, patch, 'application/merge-patch+json');
  }

  /** Creates the objects of a YAML text, or replaces them, in their order. */
  async apply(yaml: string): Promise<void> {
    for (const document of parseAllDocuments(yaml)) {
      const object = document.toJS() as KubeObject | null;
      if (object === null) continue;
      const type = typeOf(object);
      const path = objectPath(type, object.metadata.namespace, object.metadata.name);
      const exists = await this.api('GET', path).then(
        () => true,
        () => false,
      );
      if (exists) await this.api('PATCH', path, object, 'application/merge-patch+json');
      else await this.api('POST', collectionPath(type, object.metadata.namespace), object);
    }
  }

  /** Waits until a Service is Ready for its newest generation. */
  async ready(namespace: string, name: string): Promise<void> {
    await until(`${namespace}/${name} is ready`, async () => {
      const { metadata, status } = await this.service(namespace, name);
      const ready = status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
      return ready === 'True' && status?.observedGeneration === metadata.generation;
    });
  }

  async #connect(): Promise<void> {
    const { leversUrl } = await this.#program.ready();
    this.#leversUrl = String(leversUrl);
    const config = parse(await readFile(this.kubeconfig, 'utf8')) as {
      clusters: { cluster: { 'certificate-authority-data': string } }[];
      users: { user: { token: string } }[];
    };
    const ca = Buffer.from(
      config.clusters[0]?.cluster['certificate-authority-data'] ?? '',
      'base64',
    ).toString();
    this.#token = config.users[0]?.user.token ?? '';
    await this.#agent?.destroy();
    this.#agent = new Agent({ connect: { ca } });
  }
}

function launch(port: number, folder: string): Program {
  return new Program(['--disable-warning=ExperimentalWarning', 'simulator/main.ts'], {
    SIMULATOR_PORT: String(port),
    SIMULATOR_LEVERS_PORT: '0',
    SIMULATOR_KUBECONFIG: join(folder, 'kubeconfig'),
  });
}

function typeOf(object: KubeObject): ResourceType {
  const types: ResourceType[] = [...Object.values(KNATIVE), ...Object.values(KUBERNETES)];
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  const type = types.find((candidate) => candidate.kind === object.kind && candidate.group === group);
  if (type === undefined) throw new Error(`No type is known for ${object.kind} ${objectKey(object)}.`);
  return type;
}
