import { Age } from '#components/ui/age.tsx';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import type { ClusterView } from '#lib/view/models/cluster.ts';

/** WaitingForSignIn reports that a credential plugin is running and what it asks the user to do. The API server has not been called. */
export function WaitingForSignIn({ cluster }: { cluster: ClusterView }) {
  const plugin = cluster.plugin ?? 'of the kubeconfig';
  const isSilent = cluster.apiError === '';
  return (
    <StateScreen title="Waiting for you to sign in">
      <p>
        {isSilent ? 'The credential plugin ' : 'Waiting for you: the credential plugin '}
        <b className="font-semibold text-ink">{plugin}</b> of context{' '}
        <b className="font-semibold text-ink">{cluster.name}</b>{' '}
        {isSilent ? (
          <>
            has been running for <Age at={cluster.apiSince} /> and has printed nothing. It may be waiting for
            you in a browser window or in the terminal where Sluice was started.
          </>
        ) : (
          'says:'
        )}
      </p>
      {isSilent ? null : <CodeBlock wrap code={cluster.apiError} what="plugin output" />}
      <p>Sluice continues as soon as the plugin finishes. It waits up to five minutes.</p>
    </StateScreen>
  );
}
