import { describe, expect, test } from 'vitest';
import { type FieldError, renderFieldErrors } from '#lib/knative/field-error.ts';
import { ADMISSION_PREFIX } from '#lib/knative/validate-service.ts';
import { validateTraffic } from '#lib/knative/validate-traffic.ts';
import { parseWebhookMessage, trafficPlace } from '#lib/knative/webhook-message.ts';

describe('parseWebhookMessage', () => {
  test('takes findings, their paths and details apart', () => {
    const errors: FieldError[] = [
      { message: 'Traffic targets sum to 90, want 100', paths: ['spec.traffic'] },
      { message: 'Multiple definitions for "foo"', paths: ['spec.traffic[0].tag', 'spec.traffic[1].tag'] },
      {
        message: 'invalid key name "x y"',
        paths: ['spec.traffic[0].revisionName'],
        details: 'name part must consist of: this',
      },
      {
        message: 'Saw the following changes without a name change (-old +new)',
        paths: ['spec.template.metadata.name'],
        details: '{x}.Y:\n\t-: "a"\n\t+: "b"\n',
      },
    ];
    expect(parseWebhookMessage(ADMISSION_PREFIX + renderFieldErrors(errors))).toEqual({
      webhook: 'validation.webhook.serving.knative.dev',
      step: 'validation failed',
      errors: [
        {
          message: 'Multiple definitions for "foo"',
          paths: ['spec.traffic[0].tag', 'spec.traffic[1].tag'],
          details: '',
        },
        {
          message: 'Saw the following changes without a name change (-old +new)',
          paths: ['spec.template.metadata.name'],
          details: '{x}.Y:\n\t-: "a"\n\t+: "b"',
        },
        { message: 'Traffic targets sum to 90, want 100', paths: ['spec.traffic'], details: '' },
        {
          message: 'invalid key name "x y"',
          paths: ['spec.traffic[0].revisionName'],
          details: 'name part must consist of: this',
        },
      ],
    });
  });

  test('finds the target of every error of a bad list', () => {
    const errors = validateTraffic(
      [
        { percent: 120, tag: 'A' },
        { percent: -1, tag: 'b', url: 'http://b' },
      ],
      { insideService: true },
    );
    const prefixed = errors.map((error) => ({ ...error, paths: error.paths.map((path) => `spec.${path}`) }));
    const { errors: parsed } = parseWebhookMessage(ADMISSION_PREFIX + renderFieldErrors(prefixed));
    expect(parsed.flatMap(({ paths }) => paths.map(trafficPlace))).toEqual([
      { index: null, field: null },
      { index: 1, field: 'percent' },
      { index: 0, field: 'percent' },
      { index: 0, field: 'tag' },
      { index: 1, field: 'url' },
    ]);
  });

  test.each([
    ['services.serving.knative.dev "x" not found', null, null],
    [
      'admission webhook "webhook.serving.knative.dev" denied the request: mutation failed: cannot decode incoming new object: json: cannot unmarshal string',
      'webhook.serving.knative.dev',
      'mutation failed',
    ],
  ])('keeps the words of what it does not know: %s', (message, webhook, step) => {
    const parsed = parseWebhookMessage(message);
    expect(parsed).toMatchObject({ webhook, step });
    expect(message.endsWith(parsed.errors.map((error) => error.message).join('\n'))).toBe(true);
    expect(parsed.errors.flatMap(({ paths }) => paths)).toEqual([]);
  });
});
