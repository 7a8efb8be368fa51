import { Age } from '#components/ui/age.tsx';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import type { ClusterView } from '#lib/view/types.ts';

/** ApiUnreachable says that nothing could be read because the API server does not answer. */
export function ApiUnreachable({ cluster }: { cluster: ClusterView }) {
  return (
    <StateScreen title="The API server does not answer" tone="bad">
      <p>
        <span className="mono text-xs">{cluster.server}</span> of context{' '}
        <b className="font-semibold text-ink">{cluster.name}</b>{' '}
        {cluster.api === 'unresponsive' ? 'takes connections and stays silent' : 'cannot be reached'} since{' '}
        <Age at={cluster.apiSince} />. Sluice keeps trying, and this page goes on by itself.
      </p>
      {cluster.apiError === '' ? null : <CodeBlock wrap code={cluster.apiError} what="error" />}
      <p>Does the cluster run, and does this machine reach it (VPN, proxy)?</p>
      <CodeBlock wrap code={`kubectl --context ${cluster.name} get --raw /readyz`} what="check command" />
    </StateScreen>
  );
}
