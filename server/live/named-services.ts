import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { Source, SourceSpec } from '#lib/kubernetes/source.ts';
import type { ServiceIndex, SummaryKind, SummaryObject } from '#server/live/service-index.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import { isSettled, sourceId } from '#server/live/source-view.ts';
import type { SummaryType, TrimFor } from '#server/live/summary-sources.ts';

/**
 * Kinds that Knative gives the Service's own name. The API server allows a list or watch that selects one name to anyone who may list that
 * name: RBAC's resourceNames (k8s.io/apiserver v0.35 `pkg/endpoints/request/requestinfo.go`).
 */
const BY_NAME: readonly SummaryType[] = [
  { kind: 'route', type: KNATIVE.route },
  { kind: 'configuration', type: KNATIVE.configuration },
  { kind: 'kIngress', type: KNATIVE.kIngress },
];
/** Kinds that only a label ties to it. The detail tier watches its Revisions. */
const BY_LABEL: readonly SummaryType[] = [
  { kind: 'podAutoscaler', type: KNATIVE.podAutoscaler },
  { kind: 'pod', type: KUBERNETES.pod },
];

export interface NamedServicesOptions {
  shared: SharedSources;
  index: ServiceIndex;
  trimFor: TrimFor;
}

/** One Service that is watched by its name, because its namespace may not be listed. */
export interface NamedService {
  /** Grows once the Service is known to exist. */
  readonly sources: readonly Source[];
  /** Whether it is known if the Service exists and may be read. */
  isSettled(): boolean;
  close(): void;
}

/** openNamedService watches one Service by its name: only the Service itself at first, and its dependent objects once it exists. */
export function openNamedService(
  { shared, index, trimFor }: NamedServicesOptions,
  key: string,
  onChange: (source: Source) => void,
): NamedService {
  const [namespace = '', name = ''] = key.split('/');
  const sources: Source[] = [];
  const closers: (() => void)[] = [];
  const open = (
    kind: SummaryKind,
    watched: Omit<SourceSpec<SummaryObject>, 'id' | 'tier' | 'trim'>,
  ): Source => {
    const trim = trimFor<SummaryObject>(watched.type, 'summary');
    const source = shared.acquire({ ...watched, id: sourceId(watched), tier: 'detail', trim });
    sources.push(source);
    const unsubscribe = source.onState(() => onChange(source));
    const detach = index.attach(kind, source.store);
    closers.push(() => {
      unsubscribe();
      detach();
      shared.release(source);
    });
    onChange(source);
    return source;
  };
  const fieldSelector = `metadata.name=${name}`;
  const service = open('service', { type: KNATIVE.service, namespace, fieldSelector });
  const openRest = (): void => {
    if (sources.length > 1 || service.store.size === 0) return;
    for (const { kind, type } of BY_NAME) open(kind, { type, namespace, fieldSelector });
    for (const { kind, type } of BY_LABEL)
      open(kind, { type, namespace, labelSelector: `${LABEL.service}=${name}` });
  };
  closers.push(service.store.subscribe(openRest));
  openRest();
  return {
    sources,
    isSettled: () => sources.every((source) => isSettled(source.state())),
    close() {
      for (const close of closers) close();
    },
  };
}
