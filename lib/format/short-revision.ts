/**
 * shortRevision drops the Service's name from a name that Knative generated: `00042` for `checkout-00042`. Names that people chose stay
 * whole.
 */
export function shortRevision(revision: string, service: string): string {
  const rest = revision.slice(service.length + 1);
  return revision.startsWith(`${service}-`) && /^\d{5,}$/.test(rest) ? rest : revision;
}
