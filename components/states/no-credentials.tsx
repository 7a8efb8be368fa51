'use client';
import { useState } from 'react';
import { callApi } from '#components/actions/api.ts';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';
import { retryCredentials } from '#lib/api/contract.ts';
import { shellQuote } from '#lib/format/shell-quote.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';

/** NoCredentials reports that there is nothing to send to the API server: a credential plugin failed, or a file is missing. */
export function NoCredentials({ cluster }: { cluster: ClusterView }) {
  const [problem, setProblem] = useState('');
  const tryAgain = (): void => {
    setProblem('');
    callApi(retryCredentials, { cluster: cluster.name }).catch((error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <StateScreen
      title={cluster.plugin === null ? 'No credentials to send' : 'The credential plugin failed'}
      tone="bad"
    >
      <p>{cluster.apiError}</p>
      <p>
        For <Age at={cluster.apiSince} />, Sluice has been unable to send requests to{' '}
        <span className="mono text-xs">{cluster.server}</span> (context{' '}
        <b className="font-semibold text-ink">{cluster.name}</b>). Sign in again as you do for kubectl. Sluice
        retries automatically, backing off to at most one minute while this page is open.
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" onClick={tryAgain}>
          Try again
        </Button>
        <output>{problem}</output>
      </div>
      <CodeBlock
        wrap
        code={`kubectl --context ${shellQuote(cluster.name)} auth whoami`}
        what="check command"
      />
    </StateScreen>
  );
}
