import type { Container } from '#lib/knative/types.ts';
import { formatQuantity, parseQuantity, type QuantityValue } from '#simulator/go/quantity-value.ts';
import type { DeploymentConfig } from '#simulator/knative/config/deployment.ts';

// queue-proxy's resource requests and limits (knative/serving v0.50 `pkg/reconciler/revision/resources/queue.go` createQueueResources).

const PREFIX = 'queue.sidecar.serving.knative.dev/';
const PERCENTAGES = [`${PREFIX}resource-percentage`, `${PREFIX}resourcePercentage`];

/** Bounds on a share of the user container's resources. */
const BOUNDS = {
  requests: { cpu: ['25m', '100m'], memory: ['50Mi', '200Mi'] },
  limits: { cpu: ['40m', '500m'], memory: ['200Mi', '500Mi'] },
} as const;
const DEFAULTS = {
  requests: { cpu: '25m', memory: '400Mi' },
  limits: { cpu: '1000m', memory: '800Mi' },
} as const;

type Side = keyof typeof BOUNDS;
type Amounts = Record<string, string>;
const SIDES = ['requests', 'limits'] as const;
const SHARED = ['cpu', 'memory'] as const;

/**
 * queueResources returns queue-proxy's resources: as configured, as a share of the user's container, or as annotated; a later source
 * overrides an earlier one.
 */
export function queueResources(
  config: DeploymentConfig,
  annotations: Readonly<Record<string, string>>,
  user: Container | undefined,
  usesDefaults: boolean,
): { requests: Amounts; limits?: Amounts } {
  const found: Record<Side, Amounts> = { requests: {}, limits: {} };
  for (const side of SIDES) {
    const amounts = {
      ...(usesDefaults ? DEFAULTS[side] : {}),
      ...config.queueResources[side],
      ...sharesOf(annotations, user, side),
      ...annotated(annotations, side),
    };
    for (const [resource, text] of Object.entries<string>(amounts)) found[side][resource] = canonical(text);
  }
  const { requests, limits } = found;
  return Object.keys(limits).length === 0 ? { requests } : { requests, limits };
}

function canonical(text: string): string {
  const value = parseQuantity(text);
  return value === undefined ? text : formatQuantity(value);
}

function annotated(annotations: Readonly<Record<string, string>>, side: Side): Amounts {
  const word = side === 'requests' ? 'request' : 'limit';
  const amounts: Amounts = {};
  for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
    const text = annotations[`${PREFIX}${resource}-resource-${word}`];
    if (text !== undefined && parseQuantity(text) !== undefined) amounts[resource] = text;
  }
  return amounts;
}

function sharesOf(
  annotations: Readonly<Record<string, string>>,
  user: Container | undefined,
  side: Side,
): Amounts {
  const percent = Number(PERCENTAGES.map((key) => annotations[key]).find((text) => text !== undefined));
  if (!Number.isFinite(percent)) return {};
  const resources = user?.resources;
  const amounts: Amounts = {};
  for (const resource of SHARED) {
    const of = parseQuantity(resources?.[side]?.[resource] ?? '');
    if (of === undefined || of.milli === 0n) continue;
    const share = { milli: BigInt(Math.trunc(Number(of.milli) * (percent / 100))), isBinary: true };
    amounts[resource] = formatQuantity(within(share, BOUNDS[side][resource]));
  }
  return amounts;
}

function within(value: QuantityValue, [least, most]: readonly [string, string]): QuantityValue {
  const [low, high] = [parseQuantity(least) ?? value, parseQuantity(most) ?? value];
  if (value.milli < low.milli) return low;
  return value.milli > high.milli ? high : value;
}
