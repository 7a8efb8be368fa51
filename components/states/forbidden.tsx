import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import { forbiddenWords, grantCommand, isAnonymous } from '#lib/view/rights.ts';

/** Forbidden shows which user the API server does not let list Services, where, and what can be done. */
export function Forbidden({ cluster }: { cluster: ClusterView }) {
  const context = shellQuote(cluster.name);
  const grant = grantCommand(cluster);
  if (isAnonymous(cluster.identity)) {
    return (
      <StateScreen title="The API server does not know who you are" tone="bad">
        <p>
          It treats these requests as anonymous: the user of context{' '}
          <b className="font-semibold text-ink">{cluster.name}</b> sends no credentials that it recognizes.
          Sign in as you do for kubectl. Granting permissions does not help.
        </p>
        <CodeBlock wrap code={`kubectl --context ${context} auth whoami`} what="check command" />
      </StateScreen>
    );
  }
  return (
    <StateScreen title="You may not list Services here">
      <p>{forbiddenWords(cluster)}</p>
      <p>If you may list them in other namespaces, start Sluice with those namespaces:</p>
      <CodeBlock
        wrap
        code={`npm start -- --context ${context} --namespaces <namespace>,<namespace>`}
        what="start command"
      />
      <p>
        If you may read a single Service, open it at its address,{' '}
        <span className="mono text-xs">
          /c/{encodeURIComponent(cluster.name)}/services/&lt;namespace&gt;/&lt;name&gt;
        </span>
        .
      </p>
      <p>Otherwise ask a cluster administrator for read access{grant === null ? '.' : ', for example:'}</p>
      {grant === null ? null : <CodeBlock wrap code={grant} what="grant command" />}
    </StateScreen>
  );
}
