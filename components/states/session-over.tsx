import { StateScreen } from '#components/ui/state-screen.tsx';

/** SessionOver is shown in a tab whose session ended: it expired, or another tab signed out. It needs no live data. */
export function SessionOver() {
  return (
    <main className="px-4 pt-10">
      <StateScreen title="Your session has ended">
        <p>
          Sluice uses your kubeconfig, so it shows nothing without a session. To get a new address, press
          Enter in the terminal where Sluice runs, or run <span className="mono text-xs">npm run open</span>.
          Open it in this browser, and this tab continues.
        </p>
      </StateScreen>
    </main>
  );
}
