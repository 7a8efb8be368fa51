/** Annotations that stay on a Route or DomainMapping (`pkg/reconciler/route/resources/filters.go`). */
const KEPT = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'networking.knative.dev/certificate-class',
  'networking.knative.dev/ingress-class',
];

/** passedToNetwork returns the annotations that a KIngress or Certificate copies from its owner. */
export function passedToNetwork(annotations: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !KEPT.includes(key)));
}
