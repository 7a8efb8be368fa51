import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';

/** CredentialsExpired reports that the API server refuses the credentials (401). */
export function CredentialsExpired({ cluster }: { cluster: ClusterView }) {
  return (
    <StateScreen title="The credentials were refused" tone="bad">
      <p>
        <span className="mono text-xs">{cluster.server}</span> answers 401 to the credentials of context{' '}
        <b className="font-semibold text-ink">{cluster.name}</b>
        {cluster.user === null ? '' : `, user ${cluster.user}`}: they have expired or are wrong. Sign in again
        as you do for kubectl. Sluice then rereads the kubeconfig and continues automatically.
      </p>
      {cluster.apiError === '' ? null : <CodeBlock wrap code={cluster.apiError} what="error" />}
      <CodeBlock
        wrap
        code={`kubectl --context ${shellQuote(cluster.name)} auth whoami`}
        what="check command"
      />
    </StateScreen>
  );
}
