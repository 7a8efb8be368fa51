import Link from 'next/link';
import { overviewHref } from '#components/shell/addresses.ts';
import { StateScreen } from '#components/ui/state-screen.tsx';

interface ServiceNotFoundProps {
  cluster: string;
  namespace: string;
  name: string;
  /** Whether it was there while this page was open. */
  deleted: boolean;
}

/** ServiceNotFound says that there is no such Service, or no longer; it appears by itself when it is made. */
export function ServiceNotFound({ cluster, namespace, name, deleted }: ServiceNotFoundProps) {
  return (
    <StateScreen title={deleted ? `${name} was deleted` : `There is no Service ${name}`}>
      <p>
        Namespace <b className="font-semibold text-ink">{namespace}</b> of{' '}
        <b className="font-semibold text-ink">{cluster}</b> {deleted ? 'no longer has' : 'has no'} Service{' '}
        <span className="mono text-xs">{name}</span>. If it is made, it appears here by itself.
      </p>
      <p>
        <Link className="link" href={overviewHref(cluster)}>
          All Services
        </Link>
      </p>
    </StateScreen>
  );
}
