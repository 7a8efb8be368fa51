import { LABEL } from '#lib/knative/labels.ts';
import type { Revision } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Deployment } from '#simulator/apimachinery/wire-types.ts';
import { childName, templateHash } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, create, type Draft } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import {
  annotationsBelow,
  deploymentName,
  initialScaleOf,
  labelsBelow,
  progressDeadlineOf,
} from '#simulator/knative/revision/revision-facts.ts';
import { podTemplate } from '#simulator/knative/revision/revision-pod.ts';

/** deploymentFor builds the Deployment; its hash label shows whether an existing one is out of date. */
function deploymentFor(context: Context, revision: Stored<Revision>): Draft {
  const { name, uid } = revision.metadata;
  const labels = labelsBelow(revision);
  const annotations = annotationsBelow(revision);
  const spec = {
    replicas: initialScaleOf(context.config.autoscaler, revision),
    selector: { matchLabels: { [LABEL.revisionUid]: uid } },
    template: podTemplate(context, revision),
    progressDeadlineSeconds: Math.round(progressDeadlineOf(context, revision) / 1000),
    revisionHistoryLimit: 0,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
  };
  return {
    metadata: {
      name: deploymentName(name),
      namespace: namespaceOf(revision),
      labels: { ...labels, [LABEL.deploymentHash]: templateHash([spec, annotations, labels]) },
      annotations,
      ownerReferences: [controllerReference(revision)],
    },
    spec,
  };
}

/**
 * ensureDeployment creates the Deployment, or updates one whose hash differs. Its replicas, its selector and what others wrote on it stay
 * (`pkg/reconciler/revision/cruds.go`).
 */
export function ensureDeployment(
  context: Context,
  revision: Stored<Revision>,
  found: Stored<Deployment> | undefined,
): Stored<Deployment> {
  const draft = deploymentFor(context, revision);
  if (found === undefined) return create(context, KUBERNETES.deployment, draft, WRITER.knative);
  if (found.metadata.labels?.[LABEL.deploymentHash] === draft.metadata.labels?.[LABEL.deploymentHash])
    return found;
  const { replicas, selector, template: before } = found.spec;
  const spec = draft['spec'] as Deployment['spec'];
  const template = {
    ...spec.template,
    metadata: {
      labels: mergeMetadata(spec.template.metadata.labels, before.metadata.labels),
      annotations: mergeMetadata(spec.template.metadata.annotations ?? {}, before.metadata.annotations),
    },
  };
  const metadata = {
    ...found.metadata,
    labels: mergeMetadata(draft.metadata.labels ?? {}, found.metadata.labels),
    annotations: mergeMetadata(draft.metadata.annotations ?? {}, found.metadata.annotations),
  };
  const next = { ...found, metadata, spec: { ...spec, replicas, selector, template } };
  return context.store.update(KUBERNETES.deployment, next, WRITER.knative);
}

/** mergeMetadata sets Knative's own keys and keeps the others. */
function mergeMetadata(
  desired: Record<string, string>,
  current: Record<string, string> | undefined,
): Record<string, string> {
  const foreign = Object.entries(current ?? {}).filter(
    ([key]) => key !== 'app' && !key.includes('knative.dev/'),
  );
  return { ...desired, ...Object.fromEntries(foreign) };
}

/** imageFor builds the pre-caching hint for one container. */
export function imageFor(revision: Stored<Revision>, container: string, image: string | undefined): Draft {
  const { serviceAccountName, imagePullSecrets } = revision.spec;
  return {
    metadata: {
      name: childName(childName(revision.metadata.name, '-cache'), `-${container}`),
      namespace: namespaceOf(revision),
      labels: labelsBelow(revision),
      annotations: annotationsBelow(revision),
      ownerReferences: [controllerReference(revision)],
    },
    spec: {
      image: image ?? '',
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
    },
  };
}
