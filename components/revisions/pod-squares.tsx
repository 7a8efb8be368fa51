import { classNames } from '#components/ui/class-names.ts';
import type { PodView } from '#lib/view/models/pod.ts';

const MOST = 22;

const LOOKS: Record<PodView['phase'], string> = {
  ready: 'bg-ok',
  starting: 'border-[1.5px] border-warn',
  notReady: 'border-[1.5px] border-warn bg-warn/40',
  terminating: 'border-[1.5px] border-dashed border-ink-3',
  failed:
    'bg-bad [clip-path:polygon(0_20%,20%_0,50%_30%,80%_0,100%_20%,70%_50%,100%_80%,80%_100%,50%_70%,20%_100%,0_80%,30%_50%)]',
};

const ORDER: PodView['phase'][] = ['ready', 'notReady', 'starting', 'failed', 'terminating'];

const WORDS: Record<PodView['phase'], string> = {
  ready: 'ready',
  starting: 'starting',
  notReady: 'not ready',
  terminating: 'terminating',
  failed: 'failed',
};

/** PodSquares shows one square per pod, healthy ones first; shape carries as much meaning as color. */
export function PodSquares({ pods }: { pods: PodView[] }) {
  const sorted = pods.toSorted(
    (a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || a.name.localeCompare(b.name),
  );
  const shown = sorted.slice(0, MOST);
  return (
    <span className="flex flex-wrap items-center gap-[3px]" aria-hidden="true">
      {shown.map((pod) => (
        <i
          key={pod.name}
          title={`${pod.name}: ${WORDS[pod.phase]}${pod.reason === '' ? '' : ` (${pod.reason})`}`}
          className={classNames('data-mark size-2.5 rounded-[3px]', LOOKS[pod.phase])}
        />
      ))}
      {sorted.length > MOST ? <span className="text-2xs text-ink-3">+{sorted.length - MOST}</span> : null}
    </span>
  );
}
