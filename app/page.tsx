import { redirect } from 'next/navigation';
import { overviewHref } from '#components/shell/addresses.ts';
import { openCluster } from '#server/cluster.ts';

export const dynamic = 'force-dynamic';

/** There is one cluster: the start page is its overview. */
export default function StartPage(): never {
  redirect(overviewHref(openCluster().name));
}
