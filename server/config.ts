import { z } from 'zod';
import { isNamespaceName } from '#lib/kubernetes/object-name.ts';

/**
 * Start-up configuration, read from the environment. The launchers in scripts/ set it from flags. It does not include the script token:
 * server/access/script-token.ts takes that out of the environment.
 */
export interface Config {
  /** Port of the printed address. It is part of the cookie's name, since cookies ignore ports. */
  port: number;
  /** Folder that keeps the host name and the sessions across restarts; null keeps neither. */
  stateDir: string | null;
  /** Context of the kubeconfig; null for the current one, or for in-cluster credentials. */
  context: string | null;
  /** Watch only these namespaces, for users who may not list cluster-wide; null for all. */
  namespaces: string[] | null;
  readOnly: boolean;
  /** Whether the cluster is the embedded one. The screen shows that. */
  embedded: boolean;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const flag = z
  .enum(['', '0', '1', 'false', 'true'])
  .default('')
  .transform((text) => text === '1' || text === 'true');
const namespace = z.string().refine(isNamespaceName, 'is not a valid namespace name');

const schema = z.object({
  SLUICE_STATE_DIR: z.string().default(''),
  SLUICE_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  SLUICE_CONTEXT: z.string().default(''),
  SLUICE_NAMESPACES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .pipe(z.array(namespace)),
  SLUICE_READ_ONLY: flag,
  SLUICE_EMBEDDED: flag,
  SLUICE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** readConfig parses the environment; throws an Error that names each invalid setting and its valid values. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = schema.safeParse(env);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new Error(`Sluice cannot start: ${[...new Set(problems)].join('; ')}.`);
  }
  const settings = result.data;
  return {
    port: settings.SLUICE_PORT,
    stateDir: settings.SLUICE_STATE_DIR === '' ? null : settings.SLUICE_STATE_DIR,
    context: settings.SLUICE_CONTEXT === '' ? null : settings.SLUICE_CONTEXT,
    namespaces: settings.SLUICE_NAMESPACES.length === 0 ? null : settings.SLUICE_NAMESPACES,
    readOnly: settings.SLUICE_READ_ONLY,
    embedded: settings.SLUICE_EMBEDDED,
    logLevel: settings.SLUICE_LOG_LEVEL,
  };
}
