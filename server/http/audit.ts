import type { ApiErrorCode } from '#lib/api/error-code.ts';
import { callerKey } from '#server/caller.ts';
import type { ClusterRequest } from '#server/http/route.ts';
import { toApiError } from '#server/http/to-api-error.ts';

type Asker = Pick<ClusterRequest, 'caller' | 'session' | 'cluster'>;

/** auditedBy returns the audit fields that name who acts on the cluster and which browser: the mark of its session, absent for scripts. */
export function auditedBy({ caller, session, cluster }: Asker): {
  person: string | null;
  caller: string;
  session: string | undefined;
} {
  return { person: cluster.person(), caller: callerKey(caller), session: session?.mark };
}

export interface AuditedWrite<T> {
  /** The verb in audit lines and metrics. */
  action: string;
  /** Message of the audit line. */
  sentence: string;
  /** What was requested. */
  what: Record<string, unknown>;
  /** What else to record from a result. */
  noteOf: (result: T) => Record<string, unknown>;
}

/** audited performs a write, counts it, and writes its one audit line, whatever the outcome. Throws what `write` throws. */
export async function audited<T>(
  asker: Asker,
  { action, sentence, what, noteOf }: AuditedWrite<T>,
  write: () => T | Promise<T>,
): Promise<T> {
  const audit = (outcome: 'ok' | ApiErrorCode, note: Record<string, unknown>): void => {
    asker.cluster.metrics.countAction(action, outcome);
    asker.cluster.log.info({ audit: action, outcome, ...auditedBy(asker), ...what, ...note }, sentence);
  };
  try {
    const result = await write();
    audit('ok', noteOf(result));
    return result;
  } catch (error) {
    audit(toApiError(error).code, {});
    throw error;
  }
}
