import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FullRule, fullRule } from '#simulator/rbac/objects.ts';
import { compactRules, compactString, ruleAllows, uncovered } from '#simulator/rbac/rules.ts';

const asked = (verb: string, what: string, name = '', group = '') => {
  const [resource = '', subresource = ''] = what.split('/');
  return { verb, group, resource, subresource, namespace: 'default', name };
};
const rule = (parts: Partial<FullRule>): FullRule =>
  fullRule({ verbs: ['get'], apiGroups: [''], resources: ['pods'], ...parts });
const paths = (...nonResourceURLs: string[]): FullRule => fullRule({ verbs: ['get'], nonResourceURLs });

describe('what a rule allows', () => {
  it.each([
    ['the same', rule({}), asked('get', 'pods', 'a'), true],
    ['another verb', rule({}), asked('list', 'pods'), false],
    ['any verb', rule({ verbs: ['*'] }), asked('escalate', 'pods'), true],
    ['another group', rule({}), asked('get', 'pods', '', 'apps'), false],
    ['any group', rule({ apiGroups: ['*'] }), asked('get', 'pods', '', 'apps'), true],
    ['a subresource of what it names', rule({}), asked('get', 'pods/log'), false],
    ['the subresource it names', rule({ resources: ['pods/log'] }), asked('get', 'pods/log'), true],
    ['a subresource of any resource', rule({ resources: ['*/scale'] }), asked('get', 'pods/scale'), true],
    ['another of any resource', rule({ resources: ['*/scale'] }), asked('get', 'pods/status'), false],
    ['any resource, including subresources', rule({ resources: ['*'] }), asked('get', 'pods/log'), true],
    ['the object it names', rule({ resourceNames: ['a'] }), asked('get', 'pods', 'a'), true],
    ['another object', rule({ resourceNames: ['a'] }), asked('get', 'pods', 'b'), false],
    ['all objects, when it names some', rule({ resourceNames: ['a'] }), asked('get', 'pods'), false],
    ['a path', paths('/api'), { verb: 'get', path: '/api' }, true],
    ['a longer path', paths('/api'), { verb: 'get', path: '/api/v1' }, false],
    ['a path by its prefix', paths('/api/*'), { verb: 'get', path: '/api/v1' }, true],
    ['any path', paths('*'), { verb: 'get', path: '/' }, true],
    ['a path for a rule of resources', rule({ resources: ['*'] }), { verb: 'get', path: '/' }, false],
  ])('%s', (_, held, wanted, allowed) => {
    expect(ruleAllows(held, wanted)).toBe(allowed);
  });
});

const some = (...words: string[]) =>
  fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
const anyRule = fc.oneof(
  fc
    .record({
      verbs: some('get', 'list', '*'),
      apiGroups: some('', 'apps', '*'),
      resources: some('pods', 'pods/log', '*/log', '*'),
      resourceNames: fc.oneof(fc.constant([]), some('a', 'b')),
    })
    .map(fullRule),
  fc.record({ verbs: some('get', 'post', '*'), nonResourceURLs: some('/a', '/a/*', '*') }).map(fullRule),
);
const anyRequest = fc.oneof(
  fc.record({
    verb: fc.constantFrom('get', 'list', 'post'),
    group: fc.constantFrom('', 'apps', 'other'),
    resource: fc.constantFrom('pods', 'nodes'),
    subresource: fc.constantFrom('', 'log', 'status'),
    namespace: fc.constant('default'),
    name: fc.constantFrom('', 'a', 'b', 'c'),
  }),
  fc.record({ verb: fc.constantFrom('get', 'post'), path: fc.constantFrom('/', '/a', '/a/b') }),
);

describe('what rules cover', () => {
  it('always includes the rules themselves', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 3 }), (rules) => {
        expect(uncovered(rules, rules)).toEqual([]);
      }),
    );
  });

  it('is never a request that they do not allow', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), anyRule, anyRequest, (owner, given, request) => {
        fc.pre(uncovered(owner, [given]).length === 0 && ruleAllows(given, request));
        expect(owner.some((rule) => ruleAllows(rule, request))).toBe(true);
      }),
    );
  });

  it('lists what is missing by resource', () => {
    const given = rule({ apiGroups: ['', 'apps'], verbs: ['get', 'list'], resourceNames: ['a', 'b'] });
    const missing = compactRules(uncovered([rule({ apiGroups: ['apps'] })], [given, paths('/x')]));
    expect(missing.map(compactString)).toEqual([
      '{NonResourceURLs:["/x"], Verbs:["get"]}',
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["get" "list"]}',
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get" "list"]}',
      '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
      '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["b"], Verbs:["list"]}',
    ]);
  });
});
