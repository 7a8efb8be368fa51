import type { ReactNode } from 'react';
import { IdentityBanner } from '#components/identity/identity-banner.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';
import { ApiUnreachable } from './api-unreachable.tsx';
import { CredentialsExpired } from './credentials-expired.tsx';
import { Forbidden } from './forbidden.tsx';
import { NoCredentials } from './no-credentials.tsx';
import { NoKnative } from './no-knative.tsx';
import { WaitingForSignIn } from './waiting-for-sign-in.tsx';

interface ClusterStateProps {
  cluster: ClusterView | undefined;
  sources: ReadonlyMap<string, SourceView>;
  /** Whether there is anything to show; stale data stay on screen through an outage. */
  hasData: boolean;
  /** Placeholder while the data are loading. */
  loading: ReactNode;
  children: ReactNode;
}

/** ClusterState shows the content, or why there is none; above it, any kubeconfig changes that Sluice does not follow (yet). */
export function ClusterState(props: ClusterStateProps) {
  const notice = props.cluster?.kubeconfigNotice ?? '';
  return (
    <>
      {notice === '' ? null : (
        <Notice tone="warn" className="mb-3">
          {notice}
        </Notice>
      )}
      {props.cluster === undefined ? null : (
        <IdentityBanner cluster={props.cluster.name} change={props.cluster.kubeconfigChange} />
      )}
      <Content {...props} />
    </>
  );
}

function Content({ cluster, sources, hasData, loading, children }: ClusterStateProps) {
  if (hasData) return children;
  if (cluster === undefined) return loading;
  switch (cluster.api) {
    case 'unreachable':
    case 'unresponsive':
    case 'notReady':
    case 'foreign':
      return <ApiUnreachable cluster={cluster} />;
    case 'unauthorized':
      return <CredentialsExpired cluster={cluster} />;
    case 'signIn':
      return <WaitingForSignIn cluster={cluster} />;
    case 'noCredentials':
      return <NoCredentials cluster={cluster} />;
    case 'noKnative':
      return <NoKnative server={cluster.server} />;
    case 'connecting':
    case 'live':
    default: {
      const ofServices = [...sources.values()].filter(
        ({ kind, tier }) => kind === 'Service' && tier === 'summary',
      );
      const forbidden = ofServices.filter(({ phase }) => phase === 'forbidden');
      if (forbidden.length > 0 && forbidden.length === ofServices.length)
        return <Forbidden cluster={cluster} />;
      if (ofServices.length > 0 && ofServices.every(({ phase }) => phase === 'missing'))
        return <NoKnative server={cluster.server} />;
      return cluster.synced ? children : loading;
    }
  }
}
