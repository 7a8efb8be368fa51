/** overviewHref returns the address of a cluster's overview. */
export function overviewHref(cluster: string): string {
  return `/c/${encodeURIComponent(cluster)}`;
}

/** serviceHref returns the address of a Service's page. */
export function serviceHref(cluster: string, namespace: string, name: string): string {
  return `/c/${encodeURIComponent(cluster)}/services/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}
