/** A DNS label has at most 63 characters, and so does the name of the placeholder Service that Knative creates for each tag. */
const MAX_LABEL = 63;

/**
 * tagHostProblem returns why a tag is too long in combination with its Service's name; null when it fits. The webhook accepts such a tag;
 * the Route then fails with `domain name error` and loses its routed traffic. It assumes the default tag template `{{.Tag}}-{{.Name}}`.
 */
export function tagHostProblem(tag: string, serviceName: string): string | null {
  const length = tag.length + 1 + serviceName.length;
  return length <= MAX_LABEL
    ? null
    : `"${tag}-${serviceName}" has ${length} characters; a host name label allows ${MAX_LABEL}, so the tag can have at most ${Math.max(0, MAX_LABEL - 1 - serviceName.length)} (with Knative's default tag-template).`;
}
