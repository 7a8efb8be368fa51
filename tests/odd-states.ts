import { noticesOf } from '#lib/view/notices.ts';
import { projectServiceHead } from '#lib/view/project-head.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { kIngress, knativeService, NOW, pod, revision, route, serviceObjects } from '#tests/builders.ts';

// States of real clusters that a newcomer does not expect, and what the overview says of them.

/** A state, and where the overview puts it. */
export interface OddState {
  /** What the overview says, as a test's name. */
  what: string;
  objects: ServiceObjects;
  state: string;
  headline: string;
}

export const service = knativeService();
export const all = { 'hello-00001': 100 };
/** A Service that one revision serves with a ready pod, unless a test overrides it. */
export const served = (
  rest: Partial<ServiceObjects> = {},
  ksvc = service,
  splits: Record<string, number> = all,
) =>
  serviceObjects(ksvc, {
    route: route(ksvc),
    kIngress: kIngress(ksvc, splits),
    revisions: [revision({ replicas: 1 })],
    pods: [pod()],
    ...rest,
  });

/** The head of the Service's page. */
export const headOf = (objects: ServiceObjects, now = NOW) =>
  projectServiceHead(objects, now, routedPercents(objects), objects.mappings);

/** What is said of a state: on the overview, and in the notices of the Service's page. */
export function saidOf(objects: ServiceObjects): { state: string; headline: string; notices: string[] } {
  const head = headOf(objects);
  const { state, headline } = head.summary;
  return { state, headline, notices: noticesOf(head).map(({ text }) => text) };
}
