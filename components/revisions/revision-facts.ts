import { imageWords } from '#lib/format/image.ts';
import { formatPercent } from '#lib/format/percent.ts';
import type { RevisionView } from '#lib/view/types.ts';

export interface Fact {
  name: string;
  value: string;
}

/** revisionFacts lists what `kn revision describe` prints of a revision, in its order and words, a line each; what is not set is left out. */
export function revisionFacts(revision: RevisionView): Fact[] {
  const { image, digest } = imageWords(revision.image, revision.imageDigest, revision.userImage);
  const { replicas, scale, concurrency, requests, limits } = revision;
  const facts: [string, string | null][] = [
    ['Image', digest === '' ? image : `${image} (${digest})`],
    ['Digest', revision.imageDigest],
    [
      'Replicas',
      replicas.actual === null && replicas.desired === null
        ? null
        : `${replicas.actual ?? 0}/${replicas.desired ?? 0}`,
    ],
    ['Port', revision.port === null ? null : String(revision.port)],
    ['EnvFrom', revision.envFrom.join(', ') || null],
    [
      'Scale',
      scale.max === null ? (scale.min === 0 ? null : `${scale.min} …`) : `${scale.min} … ${scale.max}`,
    ],
    ['Concurrency limit', concurrency.limit === null ? null : String(concurrency.limit)],
    ['Concurrency target', concurrency.target === null ? null : String(concurrency.target)],
    ['Scale window', concurrency.window],
    [
      'Target utilization',
      concurrency.targetUtilization === null ? null : formatPercent(concurrency.targetUtilization),
    ],
    ['CPU', range(requests.cpu, limits.cpu)],
    ['Memory', range(requests.memory, limits.memory)],
    ['Timeout', revision.timeoutSeconds === null ? null : `${revision.timeoutSeconds} s`],
    ['Routing state', revision.routingState],
    ['Creator', revision.creator],
    ['Labels', revision.labels.join('\n')],
    ['Annotations', revision.annotations.join('\n')],
  ];
  return facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value }]));
}

function range(request: string | null, limit: string | null): string | null {
  if (request === null && limit === null) return null;
  return `${request ?? '–'} requested, ${limit ?? 'no'} limit`;
}
