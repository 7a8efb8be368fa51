import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test was skipped; the closing line of `npm test` shows it. */
    skippedBecause?: string;
  }
}

function kubectlVersion(): string | undefined {
  const { status, stdout } = spawnSync('kubectl', ['version', '--client', '-o', 'json'], {
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  return (JSON.parse(stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
}

/** The version of this machine's kubectl, such as `v1.32.4`; undefined without kubectl. */
export const KUBECTL_VERSION = kubectlVersion();

/** needs returns options for tests that run only where something exists; `otherwise` is the reason for skipping them. */
export function needs(isThere: boolean, otherwise: string) {
  return { skip: !isThere, meta: { skippedBecause: otherwise } };
}

/** Options for tests that run stock kubectl. */
export const NEEDS_KUBECTL = needs(KUBECTL_VERSION !== undefined, 'kubectl is not installed');

/** skipWithoutIpv6 skips the running test if the machine turns out to have no IPv6. */
export function skipWithoutIpv6(context: TestContext, isThere: boolean): void {
  const { skip, meta } = needs(isThere, 'this machine has no IPv6');
  Object.assign(context.task.meta, meta);
  context.skip(skip, meta.skippedBecause);
}
