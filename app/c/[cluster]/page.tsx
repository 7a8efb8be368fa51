import { LiveOverview } from '#components/services/live-overview.tsx';
import { AppShell } from '#components/shell/app-shell.tsx';

/** The overview: every Service in the cluster, the ones that need attention first. */
export default function OverviewPage() {
  return (
    <AppShell crumbs={[]}>
      <LiveOverview />
    </AppShell>
  );
}
