import { foreignText } from '#lib/format/mask-secrets.ts';
import type { Container, Revision } from '#lib/knative/types.ts';
import { maskArguments } from '#lib/kubernetes/mask-object.ts';
import type { ContainerView, ResourceView } from '#lib/view/models/revision.ts';

/** projectContainers returns the views of a Revision's containers, in spec order, init containers first. */
export function projectContainers({ spec, status }: Revision): ContainerView[] {
  const init = Array.isArray(spec.initContainers) ? (spec.initContainers as Container[]) : [];
  const views = (
    containers: readonly Container[],
    isInit: boolean,
    statuses: ImageStatus[],
  ): ContainerView[] =>
    containers.map((container) => ({
      name: container.name ?? '',
      init: isInit,
      image: container.image,
      imageDigest: digestOf(statuses.find(({ name }) => name === container.name)),
      command: foreignText(maskArguments([...words(container.command), ...words(container.args)]).join(' ')),
      resources: resourcesOf(container),
    }));
  return [
    ...views(init, true, status?.initContainerStatuses ?? []),
    ...views(spec.containers, false, status?.containerStatuses ?? []),
  ];
}

interface ImageStatus {
  name?: string;
  imageDigest?: string;
}

/** digestOf returns the digest after the @ of `imageDigest`, which is a full image reference. */
export function digestOf(status: ImageStatus | undefined): string | null {
  return /sha256:[0-9a-f]+$/.exec(status?.imageDigest ?? '')?.[0] ?? null;
}

/** resourcesOf returns every requested or limited resource, including GPUs: cpu and memory first, others by name. */
function resourcesOf({ resources }: Container): ResourceView[] {
  const { requests = {}, limits = {} } = resources ?? {};
  const names = new Set([...Object.keys(requests), ...Object.keys(limits)]);
  const first = ['cpu', 'memory'].filter((name) => names.delete(name));
  return [...first, ...[...names].sort()].map((name) => ({
    name,
    request: requests[name] ?? null,
    limit: limits[name] ?? null,
  }));
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
