/** An image's name taken apart; each part but the repository may be absent. */
export interface ImageName {
  /** `docker.io/library/busybox`: all before the tag and the digest. */
  repository: string;
  tag: string | null;
  /** `sha256:…`. */
  digest: string | null;
}

/** parseImage takes a name apart; it does not check it. */
export function parseImage(image: string): ImageName {
  const [name = '', digest] = image.split('@');
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  return {
    repository: tagged ? name.slice(0, colon) : name,
    tag: tagged ? name.slice(colon + 1) : null,
    digest: digest ?? null,
  };
}

/** shortImage leaves the registry, the path and the digest out: `helloworld-go:v2`. The digest stands in for a missing tag: `helloworld-go@5ea96b`. */
export function shortImage(image: string): string {
  const { repository, tag, digest } = parseImage(image);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  if (tag !== null) return `${name}:${tag}`;
  return digest === null ? name : `${name}@${shortDigest(digest)}`;
}

/** shortDigest gives the first six digits, as kn prints them; the name of a digest that is none, as it is. */
export function shortDigest(digest: string): string {
  return /sha256:([0-9a-f]{6})[0-9a-f]*$/.exec(digest)?.[1] ?? digest;
}

/** What a person may want to know of the image of a revision. */
export interface ImageWords {
  /** What the user asked for where that is known, else what runs. */
  image: string;
  /** `at 5ea96b`, or `pinned to 5ea96b` where the user's own name stands before it; empty until the digest is known. */
  digest: string;
}

/**
 * imageWords says what runs, as `kn revision describe` does (knative/client v1.23 `revision/describe.go`). `userImage` is the
 * annotation `client.knative.dev/user-image`, believed only where it is the same image.
 */
export function imageWords(image: string, imageDigest: string | null, userImage: string | null): ImageWords {
  if (imageDigest === null || imageDigest === '') return { image, digest: '' };
  const [before = ''] = image.includes('@') ? image.split('@') : image.split(':');
  const pinned = userImage !== null && userImage !== '' && userImage.startsWith(before);
  const short = shortDigest(imageDigest);
  return pinned ? { image: userImage, digest: `pinned to ${short}` } : { image, digest: `at ${short}` };
}
