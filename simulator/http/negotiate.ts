import { StatusError } from '#simulator/apimachinery/contract.ts';

/** The shapes in which responses encode objects. */
export type Shape = 'object' | 'table' | 'metadata';

const SHAPES: Readonly<Record<string, Shape>> = {
  '': 'object',
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** One media type of an Accept header with its parameters, in the header's order. */
export interface MediaType {
  type: string;
  parameters: ReadonlyMap<string, string>;
}

export function parseAccept(header: string | undefined): MediaType[] {
  return (header ?? '*/*').split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    return {
      type: type.toLowerCase(),
      parameters: new Map(
        parameters.map((parameter) => {
          const [key = '', value = ''] = parameter.split('=');
          return [key.trim(), value.trim()];
        }),
      ),
    };
  });
}

/** isJson reports whether JSON satisfies a media type. */
export function isJson({ type }: MediaType): boolean {
  return type === 'application/json' || type === '*/*' || type === 'application/*';
}

/** negotiateShape returns the first shape in the Accept header that this server supports. Throws NotAcceptable. */
export function negotiateShape(header: string | undefined): Shape {
  for (const media of parseAccept(header)) {
    if (!isJson(media)) continue;
    const as = media.parameters.get('as') ?? '';
    const shape = SHAPES[as];
    if (as === '') return 'object';
    const known = media.parameters.get('v') === 'v1' && media.parameters.get('g') === 'meta.k8s.io';
    if (shape !== undefined && known) return shape;
  }
  throw new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;stream=watch',
  );
}
