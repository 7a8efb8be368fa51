import { formatPercent } from '#lib/format/percent.ts';
import type { ScalingView } from '#lib/view/models/revision.ts';

const HPA = 'hpa.autoscaling.knative.dev';

/** scalingOf reads an autoscaler's class, metric and target from a Revision's annotations, with Knative's defaults. */
export function scalingOf(read: (name: string) => string | undefined): ScalingView {
  const name = read('class');
  const isHpa = name === HPA;
  const target = Number(read('target'));
  return {
    class: isHpa ? 'hpa' : name === undefined || name.startsWith('kpa.') ? 'kpa' : name,
    metric: read('metric') ?? (isHpa ? 'cpu' : 'concurrency'),
    target: Number.isFinite(target) && target > 0 ? target : null,
  };
}

/**
 * scalingFacts describes what scales a revision and how much load one pod should take, in the unit of the metric: percent of the requested
 * CPU, MiB of memory, requests (knative/serving v1.23 `pkg/reconciler/autoscaling/hpa/resources/hpa.go`, `pkg/apis/autoscaling`).
 */
export function scalingFacts({
  class: name,
  metric,
  target,
}: ScalingView): [fact: string, value: string | null][] {
  const by =
    name === 'kpa' && metric === 'concurrency'
      ? null
      : `${metric} (${name === 'kpa' || name === 'hpa' ? name.toUpperCase() : name})`;
  return [
    ['Scaled by', by],
    [TARGETS[metric] ?? `Target of ${metric}`, target === null ? null : valueOf(name, metric, target)],
  ];
}

const TARGETS: Partial<Record<string, string>> = {
  concurrency: 'Concurrency target',
  rps: 'Requests target',
  cpu: 'CPU target',
  memory: 'Memory target',
};

function valueOf(name: string, metric: string, target: number): string {
  switch (metric) {
    case 'rps':
      return `${target} requests a second`;
    case 'cpu':
      return name === 'hpa' ? `${formatPercent(target)} of the CPU requested` : String(target);
    case 'memory':
      return name === 'hpa' ? `${target} MiB` : String(target);
    default:
      return String(target);
  }
}
