import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';
import type { ResourceRequest } from '#simulator/http/request-info.ts';
import {
  type FieldRequirement,
  matchesFields,
  parseFieldSelector,
} from '#simulator/selectors/field-selector.ts';
import {
  type LabelRequirement,
  matchesLabels,
  parseLabelSelector,
  SelectorError,
} from '#simulator/selectors/label-selector.ts';

/** The objects of a kind that a list or watch selects. */
export interface Selection {
  /** All namespaces when absent. */
  namespace: string | undefined;
  name: string | undefined;
  labels: readonly LabelRequirement[];
  fields: readonly FieldRequirement[];
}

/** selectionOf parses a request's namespace, name and selectors. Throws BadRequest when a selector does not parse. */
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

/** hasSelector reports whether label or field selectors apply: a list then omits the number of remaining items. */
export function hasSelector(selection: Selection): boolean {
  return selection.labels.length > 0 || selection.fields.length > 0;
}
