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
    { what: 'nobody else on a Service without annotations', metadata: {}, owner: null },
    {
      what: 'nobody else when only people and Sluice wrote it',
      metadata: { managedFields: [writes('kubectl-edit', 'Update'), writes('sluice', 'Update')] },
      owner: null,
    },
    {
      what: 'the controller of a KServe Service, immediately',
      metadata: { ownerReferences: [ownerReference('serving.kserve.io/v1beta1', 'InferenceService', true)] },
      owner: { tool: 'KServe', object: 'InferenceService flowers', stated: 'yes', reverts: 'atOnce' },
    },
    {
      what: 'any controller when an applier sets the traffic, immediately',
      metadata: {
        ownerReferences: [ownerReference('camel.apache.org/v1', 'Integration', true)],
        managedFields: [writes('camel-k-operator', 'Apply')],
      },
      owner: { tool: 'Integration', object: 'Integration flowers', stated: 'yes', reverts: 'atOnce' },
    },
    {
      what: 'possibly any controller, whose entry may only hold the webhook’s default',
      metadata: {
        ownerReferences: [ownerReference('camel.apache.org/v1', 'Integration', true)],
        managedFields: [writes('camel-k-operator', 'Update')],
      },
      owner: { tool: 'Integration', object: 'Integration flowers', stated: 'unknown', reverts: 'atOnce' },
    },
    {
      what: 'nobody when the owner is not a controller',
      metadata: { ownerReferences: [ownerReference('v1', 'ConfigMap')] },
      owner: null,
    },
    {
      what: 'any server-side applier',
      metadata: { managedFields: [writes('ci-deploy', 'Apply')] },
      owner: { tool: 'ci-deploy', manager: 'ci-deploy', stated: 'yes', reverts: 'nextApply' },
    },
    {
      what: 'nobody when the applier sets only the template',
      metadata: { managedFields: [writes('ci-deploy', 'Apply', template)] },
      owner: null,
    },
    {
      what: 'nobody when the manager writes only the status',
      metadata: { managedFields: [{ ...writes('ci-deploy', 'Apply'), subresource: 'status' }] },
      owner: null,
    },
    {
      what: 'kubectl apply when the manifest sets the traffic',
      metadata: { annotations: applied({ traffic: [] }) },
      owner: { tool: 'kubectl apply', stated: 'yes', reverts: 'nextApply' },
    },
    {
      what: 'nobody when the manifest does not set the traffic, or cannot be read',
      metadata: { annotations: applied({ template: {} }) },
      owner: null,
    },
    {
      what: 'Flagger, step by step',
      metadata: { annotations: { 'flagger.app/primary-revision': 'podinfo-00001' } },
      owner: { tool: 'Flagger', stated: 'yes', reverts: 'interval' },
    },
    {
      what: 'Argo CD when its tracking id names this object',
      metadata: {
        annotations: { 'argocd.argoproj.io/tracking-id': 'shop:serving.knative.dev/Service:default/hello' },
        managedFields: [writes('argocd-controller', 'Apply')],
      },
      owner: { tool: 'Argo CD', object: 'application shop', stated: 'yes', manager: 'argocd-controller' },
    },
    {
      what: 'nobody when the tracking id is that of another object',
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
      what: 'Argo CD that does not set the traffic',
      metadata: {
        labels: { 'argocd.argoproj.io/instance': 'shop' },
        managedFields: [writes('argocd-controller', 'Apply', template)],
      },
      owner: { tool: 'Argo CD', stated: 'no', reverts: 'never' },
    },
    {
      what: 'Flux, unknown whether it sets the traffic, once somebody took over the field',
      metadata: {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        managedFields: [writes('kustomize-controller', 'Apply', template), writes('kubectl-patch', 'Update')],
      },
      owner: { tool: 'Flux', object: 'Kustomization shop', stated: 'unknown', reverts: 'interval' },
    },
    {
      what: 'Helm by its release, not by a label that anyone can set',
      metadata: {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'shop' },
      },
      owner: { tool: 'Helm', object: 'release shop', stated: 'unknown' },
    },
    {
      what: 'nobody when a chart only set its label',
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      owner: null,
    },
    {
      what: 'possibly Terraform, whose updates include the webhook’s default',
      metadata: { managedFields: [writes('HashiCorp', 'Update')] },
      owner: { tool: 'Terraform', manager: 'HashiCorp', stated: 'unknown', reverts: 'unknown' },
    },
    {
      what: 'possibly an annotated tool that only updates',
      metadata: {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' },
        managedFields: [writes('kustomize-controller', 'Update')],
      },
      owner: { tool: 'Flux', manager: 'kustomize-controller', stated: 'unknown', reverts: 'interval' },
    },
    {
      what: 'possibly Helm when somebody else applied a manifest that sets the traffic: Helm keeps no such copy',
      metadata: { annotations: { 'meta.helm.sh/release-name': 'shop', ...applied({ traffic: [] }) } },
      owner: { tool: 'Helm', object: 'release shop', stated: 'unknown' },
    },
    {
      what: 'Helm when it applies server-side and sets the traffic',
      metadata: {
        annotations: { 'meta.helm.sh/release-name': 'shop' },
        managedFields: [writes('helm', 'Apply')],
      },
      owner: { tool: 'Helm', object: 'release shop', manager: 'helm', stated: 'yes' },
    },
    {
      what: 'not by Knative Functions, which do not change it',
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
    'KServe (InferenceService flowers) sets this Service’s traffic: changes made here are reverted immediately.',
  ],
  [
    'no',
    'never',
    'KServe (InferenceService flowers) manages this Service but does not set its traffic: changes made here stay.',
  ],
  [
    'unknown',
    'interval',
    'KServe (InferenceService flowers) manages this Service. It is not known whether it sets the traffic; if it does, changes made here are reverted at its next step or interval.',
  ],
] as const)('stated %s, reverts %s', (stated, reverts, sentence) => {
  const owner = { tool: 'KServe', object: 'InferenceService flowers', manager: null, stated, reverts };
  expect(ownerSentence(owner)).toBe(sentence);
});
