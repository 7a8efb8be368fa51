import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';

const INSTALL = `kubectl apply -f https://github.com/knative/serving/releases/latest/download/serving-crds.yaml
kubectl apply -f https://github.com/knative/serving/releases/latest/download/serving-core.yaml`;

/** NoKnative reports that the cluster answers but has no Knative Serving. */
export function NoKnative({ server }: { server: string }) {
  return (
    <StateScreen title="This cluster has no Knative Serving">
      <p>
        The API server <span className="mono text-xs">{server}</span> answers but does not serve{' '}
        <span className="mono text-xs">serving.knative.dev</span>. Install Knative Serving, or start Sluice
        with another context (<span className="mono text-xs">--context</span>). This page continues
        automatically once it is installed.
      </p>
      <CodeBlock wrap code={INSTALL} what="install commands" />
      <p>
        A network layer (Kourier, Istio, Contour or Gateway API) is also required; see{' '}
        <a className="link" href="https://knative.dev/docs/install/" target="_blank" rel="noreferrer">
          knative.dev/docs/install
        </a>
        .
      </p>
    </StateScreen>
  );
}
