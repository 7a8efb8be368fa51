import { describe, expect, test } from 'vitest';
import type { ManagedFieldsEntry, ObjectMeta } from '#lib/kubernetes/object.ts';
import { trafficOwner } from '#lib/view/traffic-owner.ts';
import { ownerSentence } from '#lib/view/traffic-owner-words.ts';
import { knativeService } from '#tests/builders.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const writes = (
  manager: string,
  operation: ManagedFieldsEntry['operation'],
  spec: object = { 'f:traffic': {} },
): ManagedFieldsEntry => ({ manager, operation, time: '2026-01-02T00:00:00Z', fieldsV1: { 'f:spec': spec } });
const applied = (spec: object) => ({ [LAST_APPLIED]: JSON.stringify({ kind: 'Service', spec }) });
const template = { 'f:template': {} };
const ownerReference = (apiVersion: string, kind: string, controller?: boolean) => ({
  apiVersion,
  kind,
  name: 'flowers',
  uid: 'u',
  controller,
});

describe('spec.traffic is written by', () => {
  test.each<{ what: string; metadata: Partial<ObjectMeta>; owner: object | null }>([
    { what: 'nobody else on a Service without marks', metadata: {}, owner: null },
    {
      what: 'nobody else where only people and Sluice wrote it',
      metadata: { managedFields: [writes('kubectl-edit', 'Update'), writes('sluice', 'Update')] },
      owner: null,
    },
    {
      what: 'the controller of a KServe Service, at once',
      metadata: { ownerReferences: [ownerReference('serving.kserve.io/v1beta1', 'InferenceService', true)] },
      owner: { tool: 'KServe', object: 'InferenceService flowers', stated: 'yes', reverts: 'atOnce' },
    },
    {
      what: 'a controller of any kind where an applier states it, at once',
      metadata: {
        ownerReferences: [ownerReference('camel.apache.org/v1', 'Integration', true)],
        managedFields: [writes('camel-k-operator', 'Apply')],
      },
      owner: { tool: 'Integration', object: 'Integration flowers', stated: 'yes', reverts: 'atOnce' },
    },
    {
      what: 'perhaps a controller of any kind, whose entry may only hold the webhook’s default',
      metadata: {
        ownerReferences: [ownerReference('camel.apache.org/v1', 'Integration', true)],
        managedFields: [writes('camel-k-operator', 'Update')],
      },
      owner: { tool: 'Integration', object: 'Integration flowers', stated: 'unknown', reverts: 'atOnce' },
    },
    {
      what: 'nobody where the owner is no controller',
      metadata: { ownerReferences: [ownerReference('v1', 'ConfigMap')] },
      owner: null,
    },
    {
      what: 'a server-side applier of any name',
      metadata: { managedFields: [writes('ci-deploy', 'Apply')] },
      owner: { tool: 'ci-deploy', manager: 'ci-deploy', stated: 'yes', reverts: 'nextApply' },
    },
    {
      what: 'nobody where the applier states only the template',
      metadata: { managedFields: [writes('ci-deploy', 'Apply', template)] },
      owner: null,
    },
    {
      what: 'nobody where the writer is one of status',
      metadata: { managedFields: [{ ...writes('ci-deploy', 'Apply'), subresource: 'status' }] },
      owner: null,
    },
    {
      what: 'kubectl apply where the manifest states it',
      metadata: { annotations: applied({ traffic: [] }) },
      owner: { tool: 'kubectl apply', stated: 'yes', reverts: 'nextApply' },
    },
    {
      what: 'nobody where the manifest does not state it, or cannot be read',
      metadata: { annotations: applied({ template: {} }) },
      owner: null,
    },
    {
      what: 'Flagger, step by step',
      metadata: { annotations: { 'flagger.app/primary-revision': 'podinfo-00001' } },
      owner: { tool: 'Flagger', stated: 'yes', reverts: 'interval' },
    },
    {
      what: 'Argo CD where its tracking id names this object',
      metadata: {
        annotations: { 'argocd.argoproj.io/tracking-id': 'shop:serving.knative.dev/Service:default/hello' },
        managedFields: [writes('argocd-controller', 'Apply')],
      },
      owner: { tool: 'Argo CD', object: 'application shop', stated: 'yes', manager: 'argocd-controller' },
    },
    {
      what: 'nobody where the tracking id is that of another object',
      metadata: {
        annotations: { 'argocd.argoproj.io/tracking-id': 'shop:serving.knative.dev/Service:default/other' },
      },
      owner: null,
    },
    {
      what: 'Argo CD by its client-side apply',
      metadata: {
        labels: { 'argocd.argoproj.io/instance': 'shop' },
        annotations: applied({ traffic: [] }),
      },
      owner: { tool: 'Argo CD', object: 'application shop', stated: 'yes' },
    },
    {
      what: 'Argo CD which does not state it',
      metadata: {
        labels: { 'argocd.argoproj.io/instance': 'shop' },
        managedFields: [writes('argocd-controller', 'Apply', template)],
      },
      owner: { tool: 'Argo CD', stated: 'no', reverts: 'never' },
    },
    {
      what: 'Flux, not known whether it states it, once somebody took the field',
      metadata: {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        managedFields: [writes('kustomize-controller', 'Apply', template), writes('kubectl-patch', 'Update')],
      },
      owner: { tool: 'Flux', object: 'Kustomization shop', stated: 'unknown', reverts: 'interval' },
    },
    {
      what: 'Helm by its release, not by a label that anybody sets',
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'shop' },
      },
      owner: { tool: 'Helm', object: 'release shop', stated: 'unknown' },
    },
    {
      what: 'nobody where a chart only set its label',
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      owner: null,
    },
    {
      what: 'perhaps Terraform, whose updates carry the default that the webhook fills in',
      metadata: { managedFields: [writes('HashiCorp', 'Update')] },
      owner: { tool: 'Terraform', manager: 'HashiCorp', stated: 'unknown', reverts: 'unknown' },
    },
    {
      what: 'perhaps a tool with a mark that only updates',
      metadata: {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        managedFields: [writes('kustomize-controller', 'Update')],
      },
      owner: { tool: 'Flux', manager: 'kustomize-controller', stated: 'unknown', reverts: 'interval' },
    },
    {
      what: 'perhaps Helm where somebody else applied a manifest that states it: Helm leaves no such copy',
      metadata: { annotations: { 'meta.helm.sh/release-name': 'shop', ...applied({ traffic: [] }) } },
      owner: { tool: 'Helm', object: 'release shop', stated: 'unknown' },
    },
    {
      what: 'Helm where it applies server-side and states it',
      metadata: {
        annotations: { 'meta.helm.sh/release-name': 'shop' },
        managedFields: [writes('helm', 'Apply')],
      },
      owner: { tool: 'Helm', object: 'release shop', manager: 'helm', stated: 'yes' },
    },
    {
      what: 'not by Knative Functions, which leave it alone',
      metadata: { labels: { 'function.knative.dev/name': 'resize' } },
      owner: { tool: 'Knative Functions', object: 'function resize', stated: 'no', reverts: 'never' },
    },
  ])('$what', ({ metadata, owner }) => {
    expect({ owner: trafficOwner(knativeService({ metadata })) }).toMatchObject({ owner });
  });
});

test.each([
  [
    'yes',
    'atOnce',
    'KServe (InferenceService flowers) states the traffic of this Service: a change made here is put back at once.',
  ],
  [
    'no',
    'never',
    'KServe (InferenceService flowers) manages this Service and does not state its traffic: a change made here stays.',
  ],
  [
    'unknown',
    'interval',
    'KServe (InferenceService flowers) manages this Service. Whether it states the traffic is not known; if it does, a change made here is put back at its next step or interval.',
  ],
] as const)('stated %s, reverts %s', (stated, reverts, sentence) => {
  const owner = { tool: 'KServe', object: 'InferenceService flowers', manager: null, stated, reverts };
  expect(ownerSentence(owner)).toBe(sentence);
});
