import type { Metadata } from 'next';
import { LiveServicePage } from '#components/services/live-service-page.tsx';
import { AppShell } from '#components/shell/app-shell.tsx';
import { serviceTopic } from '#lib/live/protocol.ts';
import { overviewHref } from '#lib/view/addresses.ts';
import { decodeSegment } from '#server/http/route.ts';

interface ServicePageProps {
  params: Promise<{ cluster: string; namespace: string; name: string }>;
}

export async function generateMetadata({ params }: ServicePageProps): Promise<Metadata> {
  const { namespace, name } = await params;
  return { title: `${decodeSegment(name)} · ${decodeSegment(namespace)}` };
}

/** One Service: its traffic, revisions, tree and events. */
export default async function ServicePage({ params }: ServicePageProps) {
  const { cluster, namespace, name } = await params;
  const place = { namespace: decodeSegment(namespace), name: decodeSegment(name) };
  const namespaceHref = `${overviewHref(decodeSegment(cluster))}?ns=${encodeURIComponent(place.namespace)}`;
  return (
    <AppShell
      crumbs={[{ label: place.namespace, href: namespaceHref }, { label: place.name }]}
      topic={serviceTopic(place.namespace, place.name)}
    >
      <LiveServicePage namespace={place.namespace} name={place.name} />
    </AppShell>
  );
}
