import { describe, expect, test } from 'vitest';
import { parseWebhookMessage, trafficPlace } from '#lib/knative/webhook-message.ts';

/** Response of Knative v1.23's webhook, line by line. */
const denied = (...lines: string[]): string =>
  `admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: ${lines.join('\n')}`;

describe('parseWebhookMessage', () => {
  test('splits findings from their paths and details', () => {
    const message = denied(
      'Multiple definitions for "foo": spec.traffic[0].tag, spec.traffic[1].tag',
      'Saw the following changes without a name change (-old +new): spec.template.metadata.name',
      '{x}.Y:\n\t-: "a"\n\t+: "b"\n',
      'Traffic targets sum to 90, want 100: spec.traffic',
      'invalid key name "x y": spec.traffic[0].revisionName',
      'name part must consist of: this',
    );
    expect(parseWebhookMessage(message)).toEqual({
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

  test('finds the target of every error in an invalid list', () => {
    const { errors: parsed } = parseWebhookMessage(
      denied(
        'Traffic targets sum to 119, want 100: spec.traffic',
        'expected 0 <= -1 <= 100: spec.traffic[1].percent',
        'expected 0 <= 120 <= 100: spec.traffic[0].percent',
        "invalid value: not a DNS 1035 label: [a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')]: spec.traffic.tag[0]",
        'must not set the field(s): spec.traffic[1].url',
      ),
    );
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
  ])('keeps the text of an unknown message: %s', (message, webhook, step) => {
    const parsed = parseWebhookMessage(message);
    expect(parsed).toMatchObject({ webhook, step });
    expect(message.endsWith(parsed.errors.map((error) => error.message).join('\n'))).toBe(true);
    expect(parsed.errors.flatMap(({ paths }) => paths)).toEqual([]);
  });
});
