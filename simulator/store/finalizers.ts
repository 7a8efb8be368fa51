import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { CUSTOM_RESOURCE_DEFINITION, type ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { type Cause, invalid, invalidValue } from '#simulator/apimachinery/status-errors.ts';
import { FOREGROUND, ORPHAN } from '#simulator/store/object-delete.ts';

const FIELD = 'metadata.finalizers';
const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Kubernetes' own finalizers, which have no domain. */
const STANDARD = new Set(['kubernetes', ORPHAN, FOREGROUND]);

/** The qualified name messages of apimachinery v0.35 `pkg/util/validation`. */
const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_RULE =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/**
 * checkFinalizers throws Invalid for invalid finalizers, and for new finalizers on an object that is being deleted (apimachinery v0.35
 * `pkg/api/validation/objectmeta.go`).
 */
export function checkFinalizers(
  definition: ResourceDefinition,
  object: StoredObject,
  old: StoredObject | undefined,
): void {
  const { finalizers = [], name } = object.metadata;
  const causes = [...finalizers.flatMap((finalizer) => nameErrors(finalizer)), ...bothPolicies(finalizers)];
  // CustomResourceDefinitions are validated by a separate API server, whose finalizer has no path.
  if (!definition.custom && definition.group !== CUSTOM_RESOURCE_DEFINITION.group)
    causes.push(...unqualified(finalizers));
  if (old?.metadata.deletionTimestamp !== undefined) {
    const before = new Set(old.metadata.finalizers);
    const added = finalizers.filter((finalizer) => !before.has(finalizer)).sort();
    // A custom resource's metadata is validated twice; the message names each cause once.
    if (added.length > 0) causes.push(...Array(definition.custom ? 2 : 1).fill(noneMayBeAdded(added)));
  }
  if (causes.length > 0) throw invalid(definition, name, causes);
}

function nameErrors(finalizer: string): Cause[] {
  const slash = finalizer.indexOf('/');
  const why = [
    ...(slash >= 0 && !PREFIX.test(finalizer.slice(0, slash)) ? [PREFIX_RULE] : []),
    ...(NAME_PART.test(finalizer.slice(slash + 1)) ? [] : [NAME_RULE]),
  ];
  return why.map((rule) => invalidValue(FIELD, finalizer, rule));
}

function unqualified(finalizers: readonly string[]): Cause[] {
  return finalizers.flatMap((finalizer, index) =>
    finalizer.includes('/') || STANDARD.has(finalizer)
      ? []
      : [
          invalidValue(
            `${FIELD}[${index}]`,
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

function bothPolicies(finalizers: readonly string[]): Cause[] {
  if (!finalizers.includes(ORPHAN) || !finalizers.includes(FOREGROUND)) return [];
  const why = `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`;
  return [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(finalizers)}: ${why}`,
      field: FIELD,
    },
  ];
}

function noneMayBeAdded(added: readonly string[]): Cause {
  const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return { reason: 'FieldValueForbidden', message, field: FIELD };
}
