import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import {
  type ClusterEntry,
  type ContextEntry,
  type KubeconfigFile,
  kubeconfigSchema,
  type UserEntry,
} from '#server/kubernetes/credentials/kubeconfig-schema.ts';
import { parseYamlFile } from '#server/kubernetes/credentials/yaml-file.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** The files in KUBECONFIG, merged; paths in it are absolute. */
export interface Kubeconfig {
  /** The files that exist. */
  files: readonly string[];
  clusters: ReadonlyMap<string, ClusterEntry>;
  users: ReadonlyMap<string, UserEntry>;
  contexts: ReadonlyMap<string, ContextEntry>;
  /** Empty when no file names one. */
  currentContext: string;
}

/**
 * loadKubeconfig reads and merges files as client-go does (clientcmd/loader.go): missing files are skipped; of entries with the same name
 * the first file's wins, and so does the first current context; a relative path starts at its own file's folder; `~` is an ordinary name.
 * Throws CredentialsError for a file that cannot be read, without its content.
 */
export function loadKubeconfig(candidates: readonly string[]): Kubeconfig {
  const files = [...new Set(candidates)].filter((file) => file !== '' && existsSync(file));
  const read = files.map((file) => withAbsolutePaths(readKubeconfigFile(file), dirname(resolve(file))));
  return {
    files,
    clusters: firstOfEachName(read.flatMap((file) => file.clusters.map((e) => [e.name, e.cluster] as const))),
    users: firstOfEachName(read.flatMap((file) => file.users.map((e) => [e.name, e.user] as const))),
    contexts: firstOfEachName(read.flatMap((file) => file.contexts.map((e) => [e.name, e.context] as const))),
    currentContext: read.map((file) => file['current-context']).find((name) => name !== '') ?? '',
  };
}

/** isEmpty reports whether the files are empty: then client-go looks for a pod's service account. */
export function isEmpty(kubeconfig: Kubeconfig): boolean {
  const { clusters, users, contexts, currentContext } = kubeconfig;
  return clusters.size === 0 && users.size === 0 && contexts.size === 0 && currentContext === '';
}

function readKubeconfigFile(file: string): KubeconfigFile {
  const what = `The kubeconfig ${file}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CredentialsError(`${what} cannot be read: ${reason(error)}.`);
  }
  const parsed = kubeconfigSchema.safeParse(parseYamlFile(bytes, what));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.map(String).join('.');
    throw new CredentialsError(`${what} cannot be used: ${where} ${wordsOf(issue?.message)}.`);
  }
  const { apiVersion, kind } = parsed.data;
  if ((kind !== '' && kind !== 'Config') || (apiVersion !== '' && apiVersion !== 'v1')) {
    throw new CredentialsError(`${what} cannot be used: it is not of kind Config and apiVersion v1.`);
  }
  return parsed.data;
}

/** Turns `Invalid input: expected string, received number` into the continuation of a sentence. It contains types, never values. */
function wordsOf(message: string | undefined): string {
  const types = /expected (\w+), received (\w+)/.exec(message ?? '');
  if (types === null) return message ?? 'is not valid there';
  const quotes = types[1] === 'string' ? ': put it in quotes' : '';
  return `has type ${types[2]}, but kubectl expects ${types[1]}${quotes}`;
}

/** reason describes why a file cannot be read. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    default:
      return code === '' ? 'it cannot be opened' : `it cannot be opened (${code})`;
  }
}

function withAbsolutePaths(file: KubeconfigFile, folder: string): KubeconfigFile {
  const at = (path: string): string => (path === '' || isAbsolute(path) ? path : join(folder, path));
  return {
    ...file,
    clusters: file.clusters.map((entry) => ({
      ...entry,
      cluster: { ...entry.cluster, 'certificate-authority': at(entry.cluster['certificate-authority']) },
    })),
    users: file.users.map(({ name, user }) => ({
      name,
      user: {
        ...user,
        'client-certificate': at(user['client-certificate']),
        'client-key': at(user['client-key']),
        tokenFile: at(user.tokenFile),
        // A command without a separator is looked up in PATH.
        exec:
          user.exec === null
            ? null
            : {
                ...user.exec,
                command: user.exec.command.includes(sep) ? at(user.exec.command) : user.exec.command,
              },
      },
    })),
  };
}

function firstOfEachName<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const first = new Map<string, T>();
  for (const [name, entry] of entries) if (!first.has(name)) first.set(name, entry);
  return first;
}
