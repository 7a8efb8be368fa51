import { RunningClock } from '#components/live/data-clock.tsx';
import { Age } from '#components/ui/age.tsx';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';

const TITLES: Partial<Record<ClusterView['api'], string>> = {
  unresponsive: 'The API server does not answer',
  notReady: 'The API server is not ready',
  foreign: 'Something other than the API server answers',
};

/** ApiUnreachable explains why nothing could be read: what blocks the API server, since when, and what to check. */
export function ApiUnreachable({ cluster }: { cluster: ClusterView }) {
  const { api, apiError, apiAdvice, apiDetails, server, name } = cluster;
  return (
    <StateScreen title={TITLES[api] ?? 'The API server cannot be reached'} tone="bad">
      <p>
        {capital(apiError === '' ? 'the API server cannot be reached' : apiError)}, for{' '}
        <RunningClock>
          <Age at={cluster.apiSince} />
        </RunningClock>
        . Server: <span className="mono text-xs">{server}</span>, context{' '}
        <b className="font-semibold text-ink">{name}</b>.
      </p>
      <p>{apiAdvice} Sluice keeps trying, and this page updates automatically.</p>
      {apiDetails === '' ? null : (
        <details>
          <summary className="cursor-pointer">Details</summary>
          <CodeBlock wrap code={apiDetails} what="error" />
        </details>
      )}
      <CodeBlock wrap code={`kubectl --context ${shellQuote(name)} get --raw /readyz`} what="check command" />
    </StateScreen>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
