import { describe, expect, it } from 'vitest';
import { matchesLabels, parseLabelSelector, SelectorError } from '#simulator/selectors/label-selector.ts';

const labels = { app: 'web', tier: 'front', 'serving.knative.dev/service': 'hello', weight: '5', empty: '' };

describe('a label selector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app=api', false],
    ['app!=api', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app in (web, api)', true],
    ['app in (api)', false],
    ['app notin (api,cli)', true],
    ['app notin (web)', false],
    ['missing notin (web)', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['serving.knative.dev/service', true],
    ['serving.knative.dev/service=hello,app=web', true],
    ['serving.knative.dev/service=hello,app=api', false],
    ['weight>4', true],
    ['weight<5', false],
    ['app>1', false],
    ['empty=', true],
    ['app=,tier=front', false],
    ['constructor', false],
    ['in in (web)', false],
  ])('%s → %s', (selector, expected) => {
    expect(matchesLabels(parseLabelSelector(selector), labels)).toBe(expected);
  });

  it.each([
    'app in web',
    'app in (web',
    '=web',
    'app=web,',
    'a b',
    'app=web=x',
    'weight>x',
    '-a=b',
    'a=-b',
    '!',
  ])('refuses %s', (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow(SelectorError);
  });

  it('matches nothing by labels that are absent', () => {
    expect(matchesLabels(parseLabelSelector('app'), undefined)).toBe(false);
    expect(matchesLabels(parseLabelSelector('!app'), undefined)).toBe(true);
  });
});
