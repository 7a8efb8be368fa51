import type { KubeObject, ManagedFieldsEntry } from '#lib/kubernetes/object.ts';
import type { TrafficOwnerView } from '#lib/view/models/service-head.ts';
import { type OwnerMark, ownerMark, toolOfManager } from '#lib/view/owner-marks.ts';

/** kubectl's copy of the last applied manifest. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Field manager of Sluice's own writes. */
const SLUICE = 'sluice';

/**
 * trafficOwner returns who else writes a Service's `spec.traffic`, based on evidence: its controller, the marks of a tool that manages it,
 * a server-side applier that owns the field, a manifest that sets it. Null when nobody is known.
 */
export function trafficOwner(service: KubeObject): TrafficOwnerView | null {
  const { ownerReferences, managedFields = [], annotations } = service.metadata;
  const writers = managedFields.filter(
    ({ subresource, manager }) => (subresource ?? '') === '' && manager !== SLUICE,
  );
  const owning = writers.filter(ownsTraffic);
  const applied = appliedTraffic(annotations?.[LAST_APPLIED]);
  const controller = ownerReferences?.find((owner) => owner.controller === true);
  if (controller !== undefined) {
    const isKServe = controller.apiVersion.startsWith('serving.kserve.io/');
    const tool = isKServe ? 'KServe' : controller.kind;
    const object = `${controller.kind} ${controller.name}`;
    const isStated = isKServe || owning.some(isApply);
    const stated = isStated ? 'yes' : 'unknown';
    return { tool, object, manager: owning[0]?.manager ?? null, stated, reverts: 'atOnce' };
  }
  const mark = ownerMark(service);
  if (mark !== null) return ofMark(mark, writers, owning, applied);
  const applier = owning.find(isApply);
  if (applier !== undefined) return ofManager(applier.manager, { stated: 'yes', reverts: 'nextApply' });
  const known = owning.find(({ manager }) => toolOfManager(manager) !== null);
  if (known !== undefined) return ofManager(known.manager, { stated: 'unknown', reverts: 'unknown' });
  if (applied !== true) return null;
  return {
    tool: 'kubectl apply',
    object: null,
    manager: 'kubectl-client-side-apply',
    stated: 'yes',
    reverts: 'nextApply',
  };
}

function ofManager(manager: string, rest: Pick<TrafficOwnerView, 'stated' | 'reverts'>): TrafficOwnerView {
  return { tool: toolOfManager(manager) ?? manager, object: null, manager, ...rest };
}

/** isApply excludes the entries of updaters, which prove nothing: the webhook's default for the traffic counts as their own. */
function isApply({ operation }: ManagedFieldsEntry): boolean {
  return operation === 'Apply';
}

/** ofMark evaluates a mark. The mark shows who manages the Service; what that tool wrote shows whether it sets the traffic. */
function ofMark(
  mark: OwnerMark,
  writers: readonly ManagedFieldsEntry[],
  owning: readonly ManagedFieldsEntry[],
  applied: boolean | null,
): TrafficOwnerView {
  const { tool, object, reverts } = mark;
  const own = (entry: ManagedFieldsEntry): boolean => toolOfManager(entry.manager) === tool;
  const manager = owning.find(own)?.manager ?? null;
  const view = { tool, object, manager, reverts };
  if (mark.stated !== undefined) return { ...view, stated: mark.stated };
  const states = owning.some((entry) => isApply(entry) && own(entry));
  if (states || (applied === true && mark.appliesByKubectl !== false)) return { ...view, stated: 'yes' };
  // An applier keeps an entry for the fields that it sets. Anyone who changed the field since removed it from that entry; then it is
  // unknown.
  const appliesElse = writers.some((entry) => entry.operation === 'Apply' && own(entry));
  const untouched = owning.length === 0 && (applied === false || appliesElse);
  return untouched ? { ...view, stated: 'no', reverts: 'never' } : { ...view, stated: 'unknown' };
}

function ownsTraffic({ fieldsV1 }: ManagedFieldsEntry): boolean {
  const spec = fieldsV1?.['f:spec'] as Record<string, unknown> | undefined;
  return spec?.['f:traffic'] !== undefined;
}

/** appliedTraffic reports whether the last applied manifest sets the traffic; null when there is none, or it cannot be read. */
function appliedTraffic(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  try {
    const manifest = JSON.parse(text) as { spec?: { traffic?: unknown } } | null;
    return manifest?.spec?.traffic !== undefined;
  } catch {
    return null;
  }
}
