import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { Certificate } from '#simulator/apimachinery/wire-types.ts';
import { isTerminating, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ConditionSet } from '#simulator/knative/reconciler/condition-set.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';

/** The annotation of a Service, Route or DomainMapping that determines the outcome of its Certificates: `ok`, `pending` or `fail`. */
const CERTIFICATE_ANNOTATION = 'simulator.sluice.dev/certificate';

/**
 * certificateController simulates net-certmanager and an issuer: depending on the annotation, a Certificate is ready after a moment, never
 * ready, or rejected. It creates no Secret.
 */
export function certificateController(): Controller<Certificate> {
  const issuedAt = new Map<string, { generation: number; at: number }>();
  return {
    name: 'certificate-controller',
    type: KNATIVE.certificate,
    latencyMs: 30,
    watches: [],
    reconcile(context, object) {
      if (isTerminating(object)) return undefined;
      const { uid, generation = 1 } = object.metadata;
      const now = context.clock.now();
      const { status } = object;
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
        conditions.markFalse('Ready', 'CommonNameTooLong', 'the issuer rejected the names');
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
