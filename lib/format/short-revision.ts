/**
 * shortRevision leaves the Service's name out of a name that Knative made, `00042` of `checkout-00042`; names that people gave
 * stay whole.
 */
export function shortRevision(revision: string, service: string): string {
  const rest = revision.slice(service.length + 1);
  return revision.startsWith(`${service}-`) && /^\d{5,}$/.test(rest) ? rest : revision;
}
