import { CodeBlock } from '#components/ui/code-block.tsx';
import { StateScreen } from '#components/ui/state-screen.tsx';

const KN = 'kn service create hello --image ghcr.io/knative/helloworld-go:latest --env TARGET=World';
const KUBECTL = `kubectl apply -f - <<'EOF'
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: hello
spec:
  template:
    spec:
      containers:
        - image: ghcr.io/knative/helloworld-go:latest
          env:
            - name: TARGET
              value: World
EOF`;

/** NoServices is the overview of a cluster without Services: how to create the first. */
export function NoServices({ namespaces }: { namespaces: readonly string[] | null }) {
  return (
    <StateScreen title="No Services yet">
      <p>
        Knative Serving is installed, but{' '}
        {namespaces === null ? 'no namespace' : `none of ${namespaces.join(', ')}`} has a Service. Create one,
        and it appears here:
      </p>
      <CodeBlock wrap code={KN} what="kn command" />
      <p>or without kn:</p>
      <CodeBlock wrap code={KUBECTL} what="kubectl command" />
    </StateScreen>
  );
}
