import Link from 'next/link';
import { StateScreen } from '#components/ui/state-screen.tsx';
import { overviewHref } from '#lib/view/addresses.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';

interface ServiceNotFoundProps {
  cluster: string;
  namespace: string;
  name: string;
  /** Whether the Service existed while this page was open. */
  deleted: boolean;
  /** Route and Configuration of that name that someone created without a Service. */
  strays: readonly Pick<TreeNode, 'kind' | 'ready' | 'reason'>[];
}

/** ServiceNotFound reports that the Service does not exist, or no longer exists; the page of the Service appears once it is created. */
export function ServiceNotFound({ cluster, namespace, name, deleted, strays }: ServiceNotFoundProps) {
  return (
    <StateScreen title={deleted ? `${name} was deleted` : `There is no Service ${name}`}>
      <p>
        Namespace <b className="font-semibold text-ink">{namespace}</b> of{' '}
        <b className="font-semibold text-ink">{cluster}</b> {deleted ? 'no longer has' : 'has no'} Service{' '}
        <span className="mono text-xs">{name}</span>. If it is created, it appears here.
      </p>
      {strays.length === 0 ? null : (
        <p>
          There is a{' '}
          {strays.map(({ kind, ready, reason }) => `${kind} (${readyWords(ready, reason)})`).join(' and a ')}{' '}
          with that name that no Service owns. Sluice shows and changes only Services; use kubectl for it.
        </p>
      )}
      <p>
        <Link className="link" href={overviewHref(cluster)}>
          All Services
        </Link>
      </p>
    </StateScreen>
  );
}

function readyWords(ready: TreeNode['ready'], reason: string): string {
  if (ready === 'True') return 'ready';
  const state = ready === 'False' ? 'not ready' : 'not ready yet';
  return reason === '' ? state : `${state}: ${reason}`;
}
