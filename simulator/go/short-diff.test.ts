import { describe, expect, test } from 'vitest';
import { templateDiff } from '#simulator/go/short-diff.ts';

const ROOT = '{*v1.RevisionTemplateSpec}';
const CONTAINER = `${ROOT}.Spec.PodSpec.Containers[0]`;

const template = (container: object, spec: object = {}, metadata: object = { name: 'svc-a' }) => ({
  metadata,
  spec: { containers: [{ name: 'app', image: 'a', ...container }], ...spec },
});

describe('the difference of two templates as Go prints it', () => {
  test.each<[string, object, object, string]>([
    [
      'a removed probe is printed in full, and its replacement is nil',
      template({ readinessProbe: { tcpSocket: { port: 0 }, successThreshold: 1 } }),
      template({}),
      `${CONTAINER}.ReadinessProbe:\n\t-: "&Probe{ProbeHandler:ProbeHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 0 },Host:,},GRPC:nil,},InitialDelaySeconds:0,TimeoutSeconds:0,PeriodSeconds:0,SuccessThreshold:1,FailureThreshold:0,TerminationGracePeriodSeconds:nil,}"\n\t+: "nil"\n`,
    ],
    [
      'an absent number is 0',
      template({ livenessProbe: { exec: { command: ['a'] }, timeoutSeconds: 3 } }),
      template({ livenessProbe: { exec: { command: ['a'] } } }),
      `${CONTAINER}.LivenessProbe.TimeoutSeconds:\n\t-: "3"\n\t+: "0"\n`,
    ],
    [
      'fields are in the order of their structs, whatever the order in the manifest',
      { metadata: { name: 'svc-a' }, spec: { timeoutSeconds: 10, containers: [{ image: 'a', name: 'x' }] } },
      { metadata: { name: 'svc-a' }, spec: { containers: [{ name: 'y', image: 'b' }], timeoutSeconds: 20 } },
      `${CONTAINER}.Name:\n\t-: "x"\n\t+: "y"\n${CONTAINER}.Image:\n\t-: "a"\n\t+: "b"\n*${ROOT}.Spec.TimeoutSeconds:\n\t-: "10"\n\t+: "20"\n`,
    ],
    [
      'a pointer to nothing is <nil>',
      template({}, { containerConcurrency: 5 }),
      template({}),
      `${ROOT}.Spec.ContainerConcurrency:\n\t-: "5"\n\t+: "<nil>"\n`,
    ],
    [
      'an added list is printed in full',
      template({}),
      template({ env: [{ name: 'A', value: '1' }] }),
      `${CONTAINER}.Env:\n\t-: "[]"\n\t+: "[{Name:A Value:1 ValueFrom:nil}]"\n`,
    ],
    [
      'an extra item of a longer list is reported with its index',
      template({ args: ['x', 'y'] }),
      template({ args: ['x'] }),
      `${CONTAINER}.Args[1->?]:\n\t-: "y"\n`,
    ],
    [
      'a port that changes to a name is another type of value',
      template({ livenessProbe: { tcpSocket: { port: 80 } } }),
      template({ livenessProbe: { tcpSocket: { port: 'http' } } }),
      ['Type:\n\t-: "0"\n\t+: "1"', 'IntVal:\n\t-: "80"\n\t+: "0"', 'StrVal:\n\t-: ""\n\t+: "http"']
        .map((part) => `${CONTAINER}.LivenessProbe.ProbeHandler.TCPSocket.Port.${part}\n`)
        .join(''),
    ],
    [
      'added labels are a map, one added label is an entry',
      template({}, {}, { name: 'svc-a', labels: { a: '1' } }),
      template({}, {}, { name: 'svc-a', labels: { a: '1', b: '2' }, annotations: { c: '3' } }),
      `${ROOT}.ObjectMeta.Labels["b"]:\n\t+: "2"\n${ROOT}.ObjectMeta.Annotations:\n\t-: "map[]"\n\t+: "map[c:3]"\n`,
    ],
  ])('%s', (_what, old, next, words) => {
    expect(templateDiff(old, next)).toBe(words);
  });

  test('is empty when Go sees none', () => {
    expect(templateDiff(template({ args: [] }), template({ args: null }))).toBe('');
  });
});
