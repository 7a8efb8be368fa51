import { days, hours, minutes, type Release, releases, type Step } from '#simulator/scenarios/release.ts';

const REGISTRY = 'ghcr.io/example-shop';
const LOAD = 'simulator.sluice.dev/load';
const POD = 'simulator.sluice.dev/pod';

/** history returns releases that differ in their image tag, oldest first, evenly spaced between two ages. */
function history(name: string, count: number, oldestMs: number, newestMs: number): Release[] {
  return Array.from({ length: count }, (_, index) => ({
    agoMs: newestMs + ((oldestMs - newestMs) * (count - 1 - index)) / Math.max(1, count - 1),
    with: 'argocd-controller',
    image: `${REGISTRY}/${name}:1.${index + 1}.0`,
    env: { RELEASE: `1.${index + 1}.0` },
  }));
}

/** `shop/checkout`: busy, many pods, and twelve revisions, three of which share the traffic; one of the three has two tags. */
export function checkoutSteps(): Step[] {
  const revision = (number: number): string => `checkout-${String(number).padStart(5, '0')}`;
  const [first, ...rest] = history('checkout', 12, days(28), hours(5));
  return releases('shop', 'checkout', [
    {
      ...first,
      agoMs: first?.agoMs ?? days(28),
      annotations: { [LOAD]: '420' },
      templateAnnotations: {
        'autoscaling.knative.dev/target': '50',
        'autoscaling.knative.dev/min-scale': '1',
        'autoscaling.knative.dev/max-scale': '20',
      },
    },
    ...rest,
    {
      agoMs: hours(4),
      with: 'kn',
      traffic: [
        { tag: 'stable', revisionName: revision(10), percent: 60 },
        { tag: 'rollback', revisionName: revision(10), percent: 0, latestRevision: false },
        { tag: 'candidate', revisionName: revision(11), percent: 30 },
        { tag: 'canary', latestRevision: true, percent: 10 },
        { tag: 'previous', revisionName: revision(9), percent: 0 },
      ],
    },
  ]);
}

/** `shop/search`: a twenty-minute gradual rollout that just started. */
export function searchSteps(): Step[] {
  const [first, ...rest] = history('search', 4, days(12), days(1));
  return releases('shop', 'search', [
    {
      ...first,
      agoMs: first?.agoMs ?? days(12),
      annotations: { [LOAD]: '160', 'serving.knative.dev/rollout-duration': '20m' },
    },
    ...rest,
    { agoMs: 20_000, image: `${REGISTRY}/search:1.5.0`, env: { RELEASE: '1.5.0' } },
  ]);
}

/** `shop/cart`: pinned to a revision; newer ones get no traffic. */
export function cartSteps(): Step[] {
  const [first, second, third, fourth, ...newer] = history('cart', 6, days(20), hours(9));
  const pin = [{ revisionName: 'cart-00004', latestRevision: false, percent: 100 }];
  const known = [first, second, third, fourth].filter((release) => release !== undefined);
  const pinned = newer.map((release) => ({ ...release, traffic: pin }));
  return releases('shop', 'cart', [
    ...known,
    { agoMs: (fourth?.agoMs ?? days(8)) - hours(1), with: 'kn', traffic: pin },
    ...pinned,
  ]);
}

/** `shop/payments`: the newest revision cannot pull its image, and the previous one serves all traffic. */
export function paymentsSteps(): Step[] {
  return releases('shop', 'payments', [
    ...history('payments', 17, days(40), days(1)),
    {
      agoMs: minutes(4),
      image: `${REGISTRY}/payments:1.18.0-rc1`,
      env: { RELEASE: '1.18.0-rc1' },
      templateAnnotations: { [POD]: 'image-pull-error' },
    },
  ]);
}

/** `shop/recommendations`: the newest revision crashes right after each start. */
export function recommendationsSteps(): Step[] {
  return releases('shop', 'recommendations', [
    ...history('recommendations', 5, days(16), days(2)),
    {
      agoMs: minutes(25),
      image: `${REGISTRY}/recommendations:2.0.0`,
      env: { RELEASE: '2.0.0', MODEL: 'v2' },
      // Knative checks pods when the deadline passes, and then removes them; until then only the pod shows the problem.
      templateAnnotations: { [POD]: 'crash=1', 'serving.knative.dev/progress-deadline': '24h' },
    },
  ]);
}

/** `billing/invoice-pdf`: gets no requests, so it is scaled to zero. */
export function invoicePdfSteps(): Step[] {
  return releases(
    'billing',
    'invoice-pdf',
    history('invoice-pdf', 3, days(30), days(3)).map((release) => ({
      ...release,
      annotations: { [LOAD]: '0' },
    })),
  );
}

/** `billing/ledger`: cluster-local. */
export function ledgerSteps(): Step[] {
  return releases(
    'billing',
    'ledger',
    history('ledger', 2, days(33), days(4)).map((release) => ({
      ...release,
      labels: { 'networking.knative.dev/visibility': 'cluster-local' },
      annotations: { [LOAD]: '35' },
    })),
  );
}
