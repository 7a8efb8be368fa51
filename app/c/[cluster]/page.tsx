import { LiveOverview } from '#components/services/live-overview.tsx';
import { AppShell } from '#components/shell/app-shell.tsx';

/** The overview: every Service of the cluster, those in need of attention first. */
export default function OverviewPage() {
  return (
    <AppShell crumbs={[]}>
      <LiveOverview />
    </AppShell>
  );
}
