/** A parsed image name; everything except the repository may be absent. */
export interface ImageName {
  /** `docker.io/library/busybox`: everything before the tag and the digest. */
  repository: string;
  tag: string | null;
  /** `sha256:…`. */
  digest: string | null;
}

/** parseImage splits an image name; it does not validate it. */
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

/**
 * shortImage drops the registry, the path and the digest: `helloworld-go:v2`. Without a tag it shows the digest: `helloworld-go@5ea96b`.
 */
export function shortImage(image: string): string {
  const { repository, tag, digest } = parseImage(image);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  if (tag !== null) return `${name}:${tag}`;
  return digest === null ? name : `${name}@${shortDigest(digest)}`;
}

/** shortDigest returns the first six digits, as kn prints them. It returns text that is not a valid digest unchanged. */
export function shortDigest(digest: string): string {
  return /sha256:([0-9a-f]{6})[0-9a-f]*$/.exec(digest)?.[1] ?? digest;
}

/** Text about the image of a revision. */
export interface ImageWords {
  /** The image that the user asked for, if known; otherwise the one that runs. */
  image: string;
  /** `at 5ea96b`, or `pinned to 5ea96b` after the user's own name; empty until the digest is known. */
  digest: string;
}

/**
 * imageWords describes the running image as `kn revision describe` does (knative/client v1.23 `revision/describe.go`). `userImage` is the
 * annotation `client.knative.dev/user-image`; it counts only when it names the same image.
 */
export function imageWords(image: string, imageDigest: string | null, userImage: string | null): ImageWords {
  if (imageDigest === null || imageDigest === '') return { image, digest: '' };
  const [before = ''] = image.includes('@') ? image.split('@') : image.split(':');
  const pinned = userImage !== null && userImage !== '' && userImage.startsWith(before);
  const short = shortDigest(imageDigest);
  return pinned ? { image: userImage, digest: `pinned to ${short}` } : { image, digest: `at ${short}` };
}
