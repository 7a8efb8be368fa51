import { redirect } from 'next/navigation';
import { overviewHref } from '#lib/view/addresses.ts';
import { openCluster } from '#server/cluster.ts';

export const dynamic = 'force-dynamic';

/** There is only one cluster, so the start page is its overview. */
export default function StartPage(): never {
  redirect(overviewHref(openCluster().name));
}
