/** A DNS label, and so the name of the placeholder Service that Knative makes for each tag, has at most 63 characters. */
const MAX_LABEL = 63;

/**
 * tagHostProblem says, in words, that a tag is too long beside its Service's name; null when it fits. The webhook takes such a tag,
 * then the Route fails with `domain name error` and loses its routed traffic. It assumes the default tag template
 * `{{.Tag}}-{{.Name}}`.
 */
export function tagHostProblem(tag: string, serviceName: string): string | null {
  const length = tag.length + 1 + serviceName.length;
  return length <= MAX_LABEL
    ? null
    : `"${tag}-${serviceName}" has ${length} characters; a host's label takes ${MAX_LABEL}, so the tag may have ${Math.max(0, MAX_LABEL - 1 - serviceName.length)} (by Knative's default tag-template).`;
}
