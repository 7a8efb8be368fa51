import { imageWords, shortDigest } from '#lib/format/image.ts';
import { formatPercent } from '#lib/format/percent.ts';
import { scalingFacts } from '#lib/view/autoscaling.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { ContainerView, ResourceView, RevisionView } from '#lib/view/models/revision.ts';

export interface Fact {
  name: string;
  value: string;
}

/**
 * revisionFacts lists what `kn revision describe` prints for a revision, in its order and words, one fact per line; unset fields are left
 * out.
 */
export function revisionFacts(revision: RevisionView, pods: readonly PodView[]): Fact[] {
  const { image, digest } = imageWords(revision.image, revision.imageDigest, revision.userImage);
  const { scale, concurrency, containers } = revision;
  const only = containers.length === 1 ? containers[0] : undefined;
  const facts: [string, string | null][] = [
    ['Image', digest === '' ? image : `${image} (${digest})`],
    ['Digest', revision.imageDigest],
    ['Replicas', replicaWords(revision, pods)],
    ['Port', revision.port === null ? null : String(revision.port)],
    ['EnvFrom', revision.envFrom.join(', ') || null],
    [
      'Scale',
      scale.max === null ? (scale.min === 0 ? null : `${scale.min} …`) : `${scale.min} … ${scale.max}`,
    ],
    ['Concurrency limit', concurrency.limit === null ? null : String(concurrency.limit)],
    ...scalingFacts(revision.scaling),
    ['Scale window', concurrency.window],
    [
      'Target utilization',
      concurrency.targetUtilization === null ? null : formatPercent(concurrency.targetUtilization),
    ],
    ...(only === undefined ? containers.map(containerFact) : aloneFacts(only)),
    ['Timeout', revision.timeoutSeconds === null ? null : `${revision.timeoutSeconds} s`],
    ['Routing state', revision.routingState],
    ['Creator', revision.creator],
    ['Labels', revision.labels.join('\n')],
    ['Annotations', revision.annotations.join('\n')],
  ];
  return facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value }]));
}

/** replicaWords formats ready of desired, counted from the existing pods: the Revision's own figures come from its autoscaler, and lag. */
function replicaWords({ replicas }: RevisionView, pods: readonly PodView[]): string | null {
  const present = pods.filter(({ phase }) => phase !== 'terminating');
  if (present.length === 0 && replicas.actual === null && replicas.desired === null) return null;
  const ready = present.filter(({ phase }) => phase === 'ready').length;
  const desired = replicas.desired !== null && replicas.desired >= 0 ? replicas.desired : present.length;
  const other = present.length > desired ? `, ${present.length} present` : '';
  return `${ready}/${desired}${other}`;
}

function aloneFacts({ command, resources }: ContainerView): [string, string | null][] {
  return [
    ['Command', command],
    ...resources.map((resource): [string, string] => [nameOf(resource), range(resource)]),
  ];
}

/** One of several containers: all of its facts under its name. */
function containerFact({
  name,
  init,
  image,
  imageDigest,
  command,
  resources,
}: ContainerView): [string, string] {
  const lines = [
    imageDigest === null ? image : `${image} (at ${shortDigest(imageDigest)})`,
    command,
    ...resources.map((resource) => `${nameOf(resource)}: ${range(resource)}`),
  ];
  return [`${init ? 'Init container' : 'Container'} ${name}`, lines.filter((line) => line !== '').join('\n')];
}

function nameOf({ name }: ResourceView): string {
  return name === 'cpu' ? 'CPU' : name === 'memory' ? 'Memory' : name;
}

function range({ request, limit }: ResourceView): string {
  return `${request ?? '–'} requested, ${limit ?? 'no'} limit`;
}
