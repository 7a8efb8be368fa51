import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import type { Shape } from '#simulator/http/negotiate.ts';
import { columnsOf } from '#simulator/print/columns.ts';
import { type IncludeObject, partialMetadata, tableOf } from '#simulator/print/table.ts';

/** The format a watch wants its objects in. */
export interface WatchFormat {
  shape: Shape;
  include: IncludeObject;
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** Encodes the events of one change, at most once per format, however many watches receive it. */
export class WatchEncoder {
  readonly #definition: ResourceDefinition;
  readonly #now: number;
  readonly #lines = new Map<StoredObject, Map<string, Buffer>>();

  constructor(definition: ResourceDefinition, now: number) {
    this.#definition = definition;
    this.#now = now;
  }

  /** Returns one line of a watch, with its newline. Clients share it: do not modify it. */
  line(type: EventType, object: StoredObject, format: WatchFormat): Buffer {
    const lines = this.#lines.get(object) ?? new Map<string, Buffer>();
    this.#lines.set(object, lines);
    const key = `${type}/${format.shape}/${format.include}`;
    let line = lines.get(key);
    if (line === undefined) {
      const body = encodeObject(this.#definition, object, format, this.#now);
      line = Buffer.from(`${JSON.stringify({ type, object: body })}\n`);
      lines.set(key, line);
    }
    return line;
  }
}

/** encodeObject encodes one object in the requested shape. */
export function encodeObject(
  definition: ResourceDefinition,
  object: StoredObject,
  { shape, include }: WatchFormat,
  now: number,
): unknown {
  if (shape === 'metadata') return partialMetadata(object);
  if (shape === 'object') return object;
  const { resourceVersion } = object.metadata;
  return tableOf(columnsOf(definition), [object], { resourceVersion }, include, now);
}

/** bookmarkLine returns a bookmark, with the version that a watch has reached; the one after the initial events has an annotation. */
export function bookmarkLine(
  definition: ResourceDefinition,
  resourceVersion: string,
  shape: Shape,
  endsInitialEvents: boolean,
): Buffer {
  const metadata = {
    resourceVersion,
    creationTimestamp: null,
    ...(endsInitialEvents ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
  };
  const meta = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
  const object =
    shape === 'table'
      ? {
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          metadata: { resourceVersion },
          columnDefinitions: [],
          rows: [],
        }
      : shape === 'metadata'
        ? { ...meta, metadata }
        : { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata };
  return Buffer.from(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
}
