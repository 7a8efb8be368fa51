import {
  type LabelRequirement,
  matchesLabels,
  parseLabelSelector,
  SelectorError,
} from '#lib/kubernetes/label-selector.ts';
import { type FieldRequirement, matchesFields, parseFieldSelector } from '#simulator/api/field-selector.ts';
import type { ResourceRequest } from '#simulator/api/request-info.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { badRequest } from '#simulator/api/status-errors.ts';
import type { StoredObject } from '#simulator/contract.ts';

/** Which objects of a kind a list or a watch is about. */
export interface Selection {
  /** All namespaces when absent. */
  namespace: string | undefined;
  name: string | undefined;
  labels: readonly LabelRequirement[];
  fields: readonly FieldRequirement[];
}

/** selectionOf reads a request's namespace, name and selectors. Throws BadRequest when a selector does not parse. */
export function selectionOf(definition: ResourceDefinition, request: ResourceRequest): Selection {
  try {
    return {
      namespace: definition.namespaced && request.namespace !== '' ? request.namespace : undefined,
      name: request.name === '' ? undefined : request.name,
      labels: parseLabelSelector(request.query.get('labelSelector') ?? ''),
      fields: parseFieldSelector(definition, request.query.get('fieldSelector') ?? ''),
    };
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw badRequest(error.message);
  }
}

export function isSelected(selection: Selection, object: StoredObject): boolean {
  const { metadata } = object;
  return (
    (selection.namespace === undefined || selection.namespace === metadata.namespace) &&
    (selection.name === undefined || selection.name === metadata.name) &&
    matchesLabels(selection.labels, metadata.labels) &&
    matchesFields(selection.fields, object)
  );
}

/** Whether a selection is narrower than its namespace: then a list does not say how many items remain. */
export function hasSelector(selection: Selection): boolean {
  return selection.labels.length > 0 || selection.fields.length > 0;
}
