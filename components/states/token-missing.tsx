import { StateScreen } from '#components/ui/state-screen.tsx';

/** TokenMissing is what a browser sees that does not hold the launch token. It needs no live data. */
export function TokenMissing() {
  return (
    <main className="px-4 pt-10">
      <StateScreen title="This address needs its launch token">
        <p>
          Sluice lends your kubeconfig to whoever opens it, so it asks for the token that it printed when it
          started. Open the whole address from the terminal, the one that ends in{' '}
          <span className="mono text-xs">?token=…</span>; this browser then remembers it.
        </p>
        <p>
          Lost the line? Start Sluice again: it prints a new one. Scripts send the token as{' '}
          <span className="mono text-xs">Authorization: Bearer …</span>.
        </p>
      </StateScreen>
    </main>
  );
}
