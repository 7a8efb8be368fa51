import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '#lib/knative/labels.ts';
import type { Configuration, Revision } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { findRevision, namespaceOf } from '#simulator/controllers/wire.ts';
import { isControlledBy } from '#simulator/controllers/write.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';

/** The result of looking up the Revision name in a Configuration's template. */
export type NamedRevision =
  | { state: 'unnamed' }
  | { state: 'free'; name: string }
  | { state: 'matching'; revision: Stored<Revision> }
  | { state: 'taken'; name: string };

/**
 * findNamedRevision looks up the Revision that the template names. A Revision of the same Configuration matches when it was created for
 * this generation or its spec is equal; any other makes the name taken (`pkg/reconciler/configuration`, CheckNameAvailability).
 */
export function findNamedRevision(context: Context, object: Stored<Configuration>): NamedRevision {
  const name = object.spec.template.metadata?.name;
  if (name === undefined || name === '') return { state: 'unnamed' };
  const revision = findRevision(context, namespaceOf(object), name);
  if (revision === undefined) return { state: 'free', name };
  if (!isControlledBy(revision, object)) return { state: 'taken', name };
  const generation = revision.metadata.labels?.[LABEL.configurationGeneration];
  const isThisGeneration = generation === String(object.metadata.generation ?? 1);
  const isEqual = isDeepStrictEqual(revision.spec, object.spec.template.spec);
  return isThisGeneration || isEqual ? { state: 'matching', revision } : { state: 'taken', name };
}
