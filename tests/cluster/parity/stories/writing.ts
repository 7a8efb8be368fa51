import { apiVersionOf } from '#lib/kubernetes/resource.ts';
import { RECORDED, type RecordedKind } from '#tests/cluster/parity/kinds.ts';
import type { Change, Goal, Step } from '#tests/cluster/parity/story.ts';

type Texts = Record<string, string>;

/** What a story sets on a Service besides its name. */
export interface ServiceWords {
  labels?: Texts;
  annotations?: Texts;
  template?: TemplateWords;
  traffic?: object[];
}

export interface TemplateWords {
  name?: string;
  labels?: Texts;
  annotations?: Texts;
  image?: string;
  env?: Texts;
  /** Fields of the pod's spec. */
  spec?: object;
  /** Fields of the container. */
  container?: object;
}

/** template builds a Revision template; its one pod stays unless min-scale says otherwise. */
export function template({
  name,
  labels,
  annotations,
  image = 'ghcr.io/shop/web:1',
  env = {},
  spec,
  container,
}: TemplateWords = {}) {
  const variables = Object.entries(env).map(([key, value]) => ({ name: key, value }));
  return {
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(labels === undefined ? {} : { labels }),
      annotations: { 'autoscaling.knative.dev/min-scale': '1', ...annotations },
    },
    spec: {
      ...spec,
      containers: [{ image, ...(variables.length === 0 ? {} : { env: variables }), ...container }],
    },
  };
}

/** object builds an object of a recorded kind. */
export function object(kind: RecordedKind, name: string, rest: object, metadata: object = {}): object {
  const type = RECORDED[kind];
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name, ...metadata }, ...rest };
}

/** service builds a Service. */
export function service(
  name: string,
  { labels, annotations, template: words, traffic }: ServiceWords = {},
): object {
  return object(
    'Service',
    name,
    { spec: { template: template(words), ...(traffic === undefined ? {} : { traffic }) } },
    { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) },
  );
}

export const create = (kind: RecordedKind, body: object, query = ''): Change => ({
  method: 'POST',
  kind,
  body,
  query,
});

/** merge builds a merge patch. */
export const merge = (kind: RecordedKind, name: string, body: object, query = ''): Change => ({
  method: 'PATCH',
  kind,
  name,
  body,
  query,
  contentType: 'application/merge-patch+json',
});

/** jsonPatch builds a JSON patch. */
export const jsonPatch = (kind: RecordedKind, name: string, body: object[]): Change => ({
  method: 'PATCH',
  kind,
  name,
  body,
  contentType: 'application/json-patch+json',
});

export const remove = (kind: RecordedKind, name: string, options: object = {}): Change => ({
  method: 'DELETE',
  kind,
  name,
  body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options },
});

export const ready = (name: string, kind: RecordedKind = 'Service'): Goal => ({ kind, name, ready: 'True' });
export const failed = (name: string, kind: RecordedKind = 'Service'): Goal => ({
  kind,
  name,
  ready: 'False',
});
/** The Deployment of a Revision has exceeded its progress deadline. */
export const late = (revision: string): Goal => ({
  kind: 'Deployment',
  name: `${revision}-deployment`,
  condition: 'Progressing',
  reason: 'ProgressDeadlineExceeded',
});
export const gone = (name: string, kind: RecordedKind = 'Service'): Goal => ({ kind, name, gone: true });
export const pods = (count: number): Goal => ({ pods: count });

export const step = (title: string, change?: Change, ...goals: Goal[]): Step => ({
  title,
  ...(change === undefined ? {} : { change }),
  goals,
});
