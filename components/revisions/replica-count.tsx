import { Age } from '#components/ui/age.tsx';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import { PodSquares } from './pod-squares.tsx';

interface ReplicaCountProps {
  revision: RevisionView;
  pods: PodView[];
}

/** ReplicaCount shows a revision's pods: squares, ready of desired, and what holds up the rest. */
export function ReplicaCount({ revision, pods }: ReplicaCountProps) {
  const ready = pods.filter((pod) => pod.phase === 'ready').length;
  // Before the first pod is ready there is no desired count yet, so count the pods that exist.
  const present = pods.filter((pod) => pod.phase !== 'terminating').length;
  const desired = revision.replicas.desired ?? Math.max(present, revision.replicas.actual ?? 0);
  const trouble = pods.find((pod) => pod.reason !== '' && pod.phase !== 'terminating');
  if (pods.length === 0 && desired === 0) {
    return (
      <div className="text-xs text-ink-3">
        {revision.serving.state === 'asleep' ? 'scaled to zero' : 'no pods'}
        {revision.scaledToZeroSince === null ? null : (
          <>
            {' · '}
            <Age at={revision.scaledToZeroSince} />
          </>
        )}
      </div>
    );
  }
  return (
    <div className="min-w-0">
      <PodSquares pods={pods} />
      <div className="mt-1 text-xs text-ink-2">
        {ready > desired ? `${ready} ready, ${desired} desired` : `${ready} of ${desired} ready`}
      </div>
      {trouble === undefined ? null : (
        <div
          className={`truncate text-xs ${trouble.phase === 'failed' ? 'text-bad' : 'text-warn'}`}
          title={trouble.message === '' ? trouble.reason : trouble.message}
        >
          {trouble.reason}
        </div>
      )}
    </div>
  );
}
