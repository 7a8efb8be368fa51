import { describe, expect, test } from 'vitest';
import type { Revision } from '#lib/knative/types.ts';
import { defaultRevision } from '#simulator/knative/admission/defaults.ts';
import { renderFieldErrors } from '#simulator/knative/admission/validation/field-error.ts';
import { validateRevision } from '#simulator/knative/admission/validation/validate-revision.ts';
import { validateService } from '#simulator/knative/admission/validation/validate-service.ts';
import { META, service } from '#simulator/testing/busybox-service.ts';

describe('an update of a Service', () => {
  test('keeps the creator, and lastModifier while the spec is unchanged', () => {
    const old = service({
      annotations: { 'serving.knative.dev/creator': 'a', 'serving.knative.dev/lastModifier': 'a' },
    });
    const next = service({
      annotations: { 'serving.knative.dev/creator': 'b', 'serving.knative.dev/lastModifier': 'b' },
    });
    expect(renderFieldErrors(validateService(next, { old }))).toBe(
      'annotation value is immutable: metadata.annotations.serving.knative.dev/creator\ninvalid value: b: metadata.annotations.serving.knative.dev/lastModifier',
    );
  });

  test('requires a new name for a changed template that has an explicit name', () => {
    const old = service({ template: { name: 'svc-a' }, container: { image: 'helloworld:bar' } });
    const next = service({ template: { name: 'svc-a' }, container: { image: 'helloworld:foo' } });
    expect(renderFieldErrors(validateService(next, { old }))).toBe(
      'Saw the following changes without a name change (-old +new): spec.template.metadata.name\n{*v1.RevisionTemplateSpec}.Spec.PodSpec.Containers[0].Image:\n\t-: "helloworld:bar"\n\t+: "helloworld:foo"\n',
    );
    expect(
      validateService(
        { ...old, spec: { ...old.spec, traffic: [{ revisionName: 'svc-a', percent: 100 }] } },
        { old },
      ),
    ).toEqual([]);
  });
});

describe('an update of a Revision', () => {
  const revision = (spec: Partial<Revision['spec']>): Revision => ({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Revision',
    metadata: META,
    spec: { containers: [{ image: 'busybox' }], containerConcurrency: 2, ...spec },
  });

  test.each<[Partial<Revision['spec']>, string]>([
    [
      { containers: [{ image: 'helloworld' }] },
      '{v1.RevisionSpec}.PodSpec.Containers[0].Image:\n\t-: "busybox"\n\t+: "helloworld"\n',
    ],
    [{ containerConcurrency: 1 }, '*{v1.RevisionSpec}.ContainerConcurrency:\n\t-: "2"\n\t+: "1"\n'],
    [
      { serviceAccountName: 'foobar' },
      '{v1.RevisionSpec}.PodSpec.ServiceAccountName:\n\t-: ""\n\t+: "foobar"\n',
    ],
  ])('keeps the spec: %j', (spec, diff) => {
    expect(renderFieldErrors(validateRevision(revision(spec), { old: revision({}) }))).toBe(
      `Immutable fields changed (-old +new): spec\n${diff}`,
    );
  });

  test('accepts a Revision with its defaults filled in', () => {
    expect(validateRevision(defaultRevision(revision({})))).toEqual([]);
  });
});
