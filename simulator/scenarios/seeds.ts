import { days, hours, minutes, releases, type Step } from '#simulator/scenarios/release.ts';

const HELLO = 'ikubernetes/helloworld-go';
const GO = 'registry.cn-hangzhou.aliyuncs.com/knative-sample/helloworld-go:160e4dc8';
const STOCK = 'registry.cn-hangzhou.aliyuncs.com/knative-sample/rest-api-go:v1';
const LOAD = 'simulator.sluice.dev/load';

/** `default/hello`: three revisions with custom names, split 50 / 30 / 20. */
export function helloSteps(): Step[] {
  const own = { image: HELLO, annotations: { [LOAD]: '90' } };
  return releases('default', 'hello', [
    { agoMs: hours(3), ...own, revisionName: 'hello-world', env: { TARGET: 'World' } },
    { agoMs: hours(2.8), revisionName: 'hello-world-002', env: { TARGET: 'World-002' } },
    {
      agoMs: hours(2.4),
      with: 'kn',
      revisionName: 'hello-knative',
      env: { TARGET: 'Knative-CLI' },
      templateAnnotations: {
        'autoscaling.knative.dev/max-scale': '10',
        'autoscaling.knative.dev/min-scale': '1',
      },
    },
    {
      agoMs: minutes(40),
      with: 'kubectl-client-side-apply',
      revisionName: 'hello-knative',
      traffic: [
        { revisionName: 'hello-knative', percent: 50 },
        { revisionName: 'hello-world-002', percent: 30 },
        { revisionName: 'hello-world', percent: 20 },
      ],
    },
  ]);
}

/** `default/helloworld-go`: v1 20 / v2 80 / latest 0, each with a tag. */
export function helloworldGoSteps(): Step[] {
  const target = { 'autoscaling.knative.dev/target': '10' };
  return releases('default', 'helloworld-go', [
    {
      agoMs: days(6),
      revisionName: 'helloworld-go-v1',
      image: GO,
      env: { TARGET: 'World v1' },
      annotations: { [LOAD]: '30' },
      templateAnnotations: target,
    },
    {
      agoMs: days(2),
      revisionName: 'helloworld-go-v2',
      env: { TARGET: 'World v2' },
      traffic: [
        { tag: 'v1', revisionName: 'helloworld-go-v1', percent: 20 },
        { tag: 'v2', revisionName: 'helloworld-go-v2', percent: 80 },
        { tag: 'latest', latestRevision: true, percent: 0 },
      ],
    },
  ]);
}

/** `default/stock-service-example`: v1 40 / v2 30 / v3 30 and latest 0, after an earlier 50 / 50. */
export function stockSteps(): Step[] {
  const name = 'stock-service-example';
  const target = (version: string, percent: number) => ({
    tag: version,
    revisionName: `${name}-${version}`,
    percent,
  });
  const latest = { tag: 'latest', latestRevision: true, percent: 0 };
  const halves = [target('v1', 50), target('v2', 50), latest];
  return releases('default', name, [
    {
      agoMs: days(9),
      image: STOCK,
      revisionName: `${name}-v1`,
      env: { RESOURCE: 'v1' },
      annotations: { [LOAD]: '60' },
    },
    { agoMs: days(8), revisionName: `${name}-v2`, env: { RESOURCE: 'v2' }, traffic: halves },
    { agoMs: days(5), revisionName: `${name}-v3`, env: { RESOURCE: 'v3' } },
    {
      agoMs: days(1),
      revisionName: `${name}-v3`,
      traffic: [target('v1', 40), target('v2', 30), target('v3', 30), latest],
    },
  ]);
}
