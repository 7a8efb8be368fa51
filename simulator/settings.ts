/** Settings of the embedded cluster's process; see `readSettings` for the variables. */
export interface ProcessSettings {
  /** 0 picks a free port. */
  port: number;
  /** Undefined: no levers server. */
  leversPort: number | undefined;
  seed: number;
  /** Number of generated Services, in addition to the scenarios. */
  services: number;
  /** Whether to play the scenarios before the server opens. */
  scenarios: boolean;
  /** Path of the admin's kubeconfig; undefined: not written. */
  kubeconfigPath: string | undefined;
  /** Folder for one kubeconfig per user, `<user>.kubeconfig`; undefined: not written. */
  kubeconfigFolder: string | undefined;
  /** Path of the stored credentials of server and users, so that they survive a restart; undefined: not stored, created on each start. */
  credentialsPath: string | undefined;
  /** Whether the process exits when its stdin closes; its launcher holds stdin open. */
  endsWithInput: boolean;
  /** Simulated seconds per real second. */
  speed: number;
}

const DEFAULT_PORT = 6443;

/**
 * readSettings reads SIMULATOR_PORT, SIMULATOR_LEVERS_PORT, SIMULATOR_SEED, SIMULATOR_SERVICES, SIMULATOR_SCENARIOS (0 or 1),
 * SIMULATOR_KUBECONFIG, SIMULATOR_KUBECONFIG_FOLDER, SIMULATOR_CREDENTIALS, SIMULATOR_ENDS_WITH_INPUT (0 or 1) and SIMULATOR_SPEED. Throws
 * an Error that names the variable with an invalid value.
 */
export function readSettings(environment: Record<string, string | undefined>): ProcessSettings {
  const whole = (name: string, otherwise: number, most: number): number => {
    const text = environment[name] ?? '';
    const value = text === '' ? otherwise : Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new Error(`${name} must be a whole number from 0 to ${most}, not "${text}"`);
  };
  const speed = Number(environment['SIMULATOR_SPEED'] || 1);
  if (!(speed > 0)) {
    throw new Error(`SIMULATOR_SPEED must be above 0, not "${environment['SIMULATOR_SPEED'] ?? ''}"`);
  }
  return {
    port: whole('SIMULATOR_PORT', DEFAULT_PORT, 65_535),
    leversPort:
      (environment['SIMULATOR_LEVERS_PORT'] ?? '') === ''
        ? undefined
        : whole('SIMULATOR_LEVERS_PORT', 0, 65_535),
    seed: whole('SIMULATOR_SEED', 1, 2 ** 32 - 1),
    services: whole('SIMULATOR_SERVICES', 0, 20_000),
    scenarios: whole('SIMULATOR_SCENARIOS', 1, 1) === 1,
    kubeconfigPath: environment['SIMULATOR_KUBECONFIG'] || undefined,
    kubeconfigFolder: environment['SIMULATOR_KUBECONFIG_FOLDER'] || undefined,
    credentialsPath: environment['SIMULATOR_CREDENTIALS'] || undefined,
    endsWithInput: whole('SIMULATOR_ENDS_WITH_INPUT', 0, 1) === 1,
    speed,
  };
}
