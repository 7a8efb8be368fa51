import { sha256 } from '#simulator/controllers/names.ts';

const DOCKER_HUB = 'index.docker.io';

/** An image reference, parsed as go-containerregistry does; the tag defaults to `latest`. */
export interface ImageReference {
  registry: string;
  repository: string;
  tag: string;
  /** `sha256:…` if the reference has a digest, else empty. */
  digest: string;
}

/** parseImage parses an image reference. */
export function parseImage(image: string): ImageReference {
  const [name = '', digest = ''] = image.split('@');
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = hasRegistry ? first : DOCKER_HUB;
  const path = hasRegistry ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const repository = colon === -1 ? path : path.slice(0, colon);
  const isOfficial = registry === DOCKER_HUB && !repository.includes('/');
  return {
    registry,
    repository: isOfficial ? `library/${repository}` : repository,
    tag: colon === -1 ? 'latest' : path.slice(colon + 1),
    digest,
  };
}

/** Images with this tag exist in no registry: their digests cannot be resolved. */
export const MISSING_TAG = 'missing';

/**
 * resolveDigest pins an image; the digest derives from the reference, so equal references are equal images. A reference with a digest
 * stays.
 */
export function resolveDigest(image: string): string {
  const { registry, repository, tag, digest } = parseImage(image);
  return digest === ''
    ? `${registry}/${repository}@sha256:${sha256(`${registry}/${repository}:${tag}`)}`
    : image;
}
