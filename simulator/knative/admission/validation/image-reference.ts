const REPOSITORY = /^[a-z0-9_\-./]{2,255}$/;
/** A host and port, as `net/url` parses them: the port follows the last colon. */
const REGISTRY = /^([^\s/?#@]*:\d*|[^\s/?#@:]*)$/;
const TAG = /^[A-Za-z0-9_\-.]{1,128}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** isImageReference reports whether an image name parses (`go-containerregistry` `name.ParseReference`, weak validation). */
export function isImageReference(image: string): boolean {
  const [base = '', digest, ...more] = image.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return false;
  const { registry, path } = splitRegistry(base);
  const colon = path.indexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? null : path.slice(colon + 1);
  return (
    REGISTRY.test(registry) && REPOSITORY.test(repository) && (tag === null || tag === '' || TAG.test(tag))
  );
}

/** The part before the first slash is a registry when it has a dot or a port, or is `localhost`. */
function splitRegistry(base: string): { registry: string; path: string } {
  const slash = base.indexOf('/');
  const first = base.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === 'localhost'
    ? { registry: first, path: base.slice(slash + 1) }
    : { registry: '', path: base };
}
