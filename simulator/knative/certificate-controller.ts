import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { Certificate } from '#simulator/knative/certificates.ts';
import { ConditionSet } from '#simulator/knative/condition-set.ts';
import { WRITER } from '#simulator/knative/context.ts';
import type { Controller } from '#simulator/knative/controller.ts';
import { isGoing, writeStatus } from '#simulator/knative/write.ts';

/** The annotation of a Service, Route or DomainMapping that chooses what becomes of its Certificates: `ok`, `pending` or `fail`. */
export const CERTIFICATE_ANNOTATION = 'simulator.sluice.dev/certificate';

/**
 * certificateController stands for net-certmanager and an issuer: a Certificate is ready after a moment, never, or refused, as its
 * annotation says. No Secret is made.
 */
export function certificateController(): Controller {
  const issuedAt = new Map<string, { generation: number; at: number }>();
  return {
    name: 'certificate-controller',
    type: KNATIVE.certificate,
    latencyMs: 30,
    watches: [],
    reconcile(context, object) {
      if (isGoing(object)) return undefined;
      const { uid, generation = 1 } = object.metadata;
      const now = context.clock.now();
      const { status } = object as unknown as Certificate;
      const conditions = new ConditionSet(['Ready'], status?.conditions, now);
      const isDone = status?.observedGeneration === generation && !conditions.is('Ready', 'Unknown');
      if (!isDone && issuedAt.get(uid)?.generation !== generation) {
        issuedAt.set(uid, { generation, at: now + context.settings.certificateMs });
      }
      const waitMs = isDone ? 0 : (issuedAt.get(uid)?.at ?? now) - now;
      const fate = fateOf(object);
      const isWaiting = fate === 'pending' || waitMs > 0;
      if (isWaiting) {
        const why = 'unsuccessfully observed a new generation';
        conditions.markUnknown('Ready', 'NewObservedGenFailure', why);
      } else if (fate === 'fail') {
        conditions.markFalse('Ready', 'CommonNameTooLong', 'the issuer refuses the names');
      } else conditions.markTrue('Ready');
      if (!isWaiting) issuedAt.delete(uid);
      const next = {
        observedGeneration: generation,
        conditions: conditions.list(),
      };
      writeStatus(context, KNATIVE.certificate, object, next, WRITER.knative);
      return waitMs > 0 && fate !== 'pending' ? waitMs : undefined;
    },
  };
}

function fateOf({ metadata }: StoredObject): 'ok' | 'pending' | 'fail' {
  const word = metadata.annotations?.[CERTIFICATE_ANNOTATION];
  return word === 'pending' || word === 'fail' ? word : 'ok';
}
