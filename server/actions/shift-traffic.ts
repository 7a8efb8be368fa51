import { z } from 'zod';
import { foreignText } from '#lib/format/mask-secrets.ts';
import { semanticEqual } from '#lib/knative/semantic-equal.ts';
import { trafficPatch } from '#lib/knative/traffic-patch.ts';
import { defaultTarget } from '#lib/knative/traffic-target.ts';
import type { KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import { parseWebhookMessage } from '#lib/knative/webhook-message.ts';
import { KNATIVE, objectPath } from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import { ApiError } from '#server/http/api-error.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import {
  ApiStatusError,
  ProtocolError,
  type RequestName,
  type StatusBody,
} from '#server/kubernetes/errors.ts';

/** The field manager of every write. */
export const FIELD_MANAGER = 'sluice';

/** A body may hold a few hundred targets; a Service's whole object may have 1.5 MiB. */
export const MAX_TRAFFIC_BODY_BYTES = 256 * 1024;

// What the person saw is passed on as it is, whatever it holds: it is only compared.
const seenTarget = z.record(z.string(), z.json());
// What shall be written is judged by the cluster; here only its form.
const target = z.strictObject({
  tag: z.string().max(253).optional(),
  revisionName: z.string().max(253).optional(),
  configurationName: z.string().max(253).optional(),
  latestRevision: z.boolean().optional(),
  percent: z.number().int().optional(),
});

/** asSent checks a value and passes it on as it came, down to the order of its keys: what is not edited is written back as it was. */
function asSent<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const result = schema.safeParse(value);
    if (result.success) return value as T;
    for (const { message, path } of result.error.issues) context.addIssue({ code: 'custom', message, path });
    return z.NEVER;
  });
}

export const shiftTrafficBody = z.strictObject({
  uid: z.string().min(1).max(128),
  base: asSent(z.array(seenTarget).max(1_000).nullable()),
  traffic: asSent(z.array(target).max(1_000)),
  confirmStale: z.boolean().optional(),
});

export interface ShiftTraffic {
  namespace: string;
  name: string;
  /** The Service that the person saw; another one of the same name is never written to. */
  uid: string;
  /** `spec.traffic` as the person saw it; null when it was absent. */
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
  /** Let the API server and the webhook judge, and write nothing. */
  dryRun: boolean;
}

export interface ShiftTrafficResult {
  traffic: readonly TrafficTarget[];
  generation: number;
  /** False when the list is what already stands there: nothing was written. */
  changed: boolean;
  /** What the API server warns of, but for what concerns `spec.template` alone. */
  warnings: string[];
}

/**
 * shiftTraffic replaces `spec.traffic` by one JSON Patch that tests the uid and the list that the person saw. A list that stands
 * there already is no conflict, whoever wrote it: so a write whose answer was lost can be sent again. It throws an ApiError
 * `conflict`, with what stands there now, when either test fails otherwise; else ApiStatusError or ConnectionError.
 */
export async function shiftTraffic(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name, uid, base, traffic, dryRun }: ShiftTraffic,
): Promise<ShiftTrafficResult> {
  const patch = trafficPatch(uid, base, traffic);
  if (patch.length === 0) return { traffic, generation: 0, changed: false, warnings: [] };
  const path = objectPath(KNATIVE.service, namespace, name);
  const answer = await client.raw(caller, {
    method: 'PATCH',
    path,
    query: { fieldManager: FIELD_MANAGER, dryRun: dryRun ? 'All' : undefined },
    contentType: 'application/json-patch+json',
    body: JSON.stringify(patch),
  });
  if (answer.code === 200) {
    const service = readService(answer.text, { verb: 'patch', path }, uid);
    return {
      traffic: service.spec.traffic ?? [],
      generation: service.metadata.generation ?? 0,
      changed: true,
      warnings: readWarnings(answer.headers.warning)
        .filter((warning) => !isOfTemplate(warning))
        .map((warning) => foreignText(warning)),
    };
  }
  if (answer.code === 422) {
    const standing = await throwIfMoved(caller, client, { namespace, name, uid, base, traffic });
    if (standing !== null) return standing;
  }
  throw new ApiStatusError({ verb: 'patch', path }, readStatus(answer.code, answer.text));
}

/**
 * The API server does not say which test failed (its 422 names none), so the object is read again. Returns what stands there where
 * that is the list to be written; null where neither test failed.
 */
async function throwIfMoved(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name, uid, base, traffic }: Omit<ShiftTraffic, 'dryRun'>,
): Promise<ShiftTrafficResult | null> {
  const now = await client.get<KnativeService>(caller, KNATIVE.service, namespace, name);
  const theirs = now.spec.traffic ?? null;
  const details = {
    theirs,
    uid: now.metadata.uid,
    generation: now.metadata.generation ?? 0,
    by: now.metadata.annotations?.['serving.knative.dev/lastModifier'] ?? null,
  };
  if (now.metadata.uid !== uid)
    throw new ApiError(
      'conflict',
      'This Service was deleted and made anew meanwhile. Look at the new one before you change it.',
      details,
    );
  if (semanticEqual(theirs, base)) return null;
  if (theirs !== null && semanticEqual(theirs.map(defaultTarget), traffic.map(defaultTarget)))
    return { traffic: theirs, generation: details.generation, changed: false, warnings: [] };
  throw new ApiError('conflict', 'Somebody changed the traffic of this Service meanwhile.', details);
}

/** ProtocolError when the answer is not the Service that was written to. */
function readService(text: string, request: RequestName, uid: string): KnativeService {
  let service: KnativeService | null;
  try {
    service = JSON.parse(text) as KnativeService | null;
  } catch (cause) {
    throw new ProtocolError(request, 'the API server answered something that is not JSON', cause);
  }
  if (service?.kind !== KNATIVE.service.kind || service.metadata?.uid !== uid)
    throw new ProtocolError(request, 'the API server answered another object than was written to');
  return service;
}

function readStatus(code: number, text: string): StatusBody {
  try {
    return { code, ...(JSON.parse(text) as StatusBody) };
  } catch {
    return { code, message: foreignText(text, 500) };
  }
}

/** Knative warns of insecure defaults in `spec.template` at every write of a Service, and a shift of traffic leaves that as it is. */
function isOfTemplate(warning: string): boolean {
  const paths = parseWebhookMessage(warning).errors.flatMap((finding) => finding.paths);
  return paths.length > 0 && paths.every((path) => path.startsWith('spec.template.'));
}

/** Warning headers of the API server: `299 - "text"` (RFC 9111 §5.5). */
function readWarnings(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((line) =>
      [...line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
        (match[1] ?? '').replaceAll('\\"', '"'),
      ),
    );
}
