import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '#lib/knative/labels.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { Context } from '#simulator/knative/context.ts';
import { asConfiguration, asRevision, findRevision, namespaceOf } from '#simulator/knative/wire.ts';
import { isControlledBy } from '#simulator/knative/write.ts';

/** What a Configuration that names its own Revision finds under that name. */
export type NamedRevision =
  | { state: 'unnamed' }
  | { state: 'free'; name: string }
  | { state: 'matching'; revision: StoredObject }
  | { state: 'taken'; name: string };

/**
 * findNamedRevision looks up the Revision that the template names. One of the same Configuration matches when it was made
 * for this generation or its spec is equal; any other is taken (`pkg/reconciler/configuration`, CheckNameAvailability).
 */
export function findNamedRevision(context: Context, object: StoredObject): NamedRevision {
  const configuration = asConfiguration(object);
  const name = configuration.spec.template.metadata?.name;
  if (name === undefined || name === '') return { state: 'unnamed' };
  const revision = findRevision(context, namespaceOf(object), name);
  if (revision === undefined) return { state: 'free', name };
  if (!isControlledBy(revision, object)) return { state: 'taken', name };
  const generation = revision.metadata.labels?.[LABEL.configurationGeneration];
  const isThisGeneration = generation === String(configuration.metadata.generation ?? 1);
  const isEqual = isDeepStrictEqual(asRevision(revision).spec, configuration.spec.template.spec);
  return isThisGeneration || isEqual ? { state: 'matching', revision } : { state: 'taken', name };
}
