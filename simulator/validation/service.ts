import { equalJson, isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import {
  type Cause,
  duplicateValue,
  forbiddenValue,
  invalidValue,
  required,
  unsupported,
} from '#simulator/apimachinery/status-errors.ts';
import { labelNameCauses } from '#simulator/validation/pod.ts';
import { portCauses, protocolCauses } from '#simulator/validation/port.ts';

// kubernetes v1.35 `pkg/apis/core/validation/validation.go` validateService, `pkg/registry/core/service/portallocator`.

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const NODE_PORTS = { first: 30_000, last: 32_767 };
const NODE_PORT_RULE = `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`;

/** serviceCauses returns what is wrong with a Service's spec. */
export function serviceCauses(spec: JsonObject, old: JsonObject | undefined): Cause[] {
  const ports = listOf(spec['ports']);
  const { type } = spec;
  const isHeadless = spec['clusterIP'] === 'None';
  return [
    ...(ports.length === 0 && !isHeadless && type !== 'ExternalName' ? [required('spec.ports')] : []),
    ...(type === 'ExternalName' && textOf(spec['externalName']) === ''
      ? [required('spec.externalName')]
      : []),
    ...ports.flatMap((port, index) => servicePortCauses(ports, port, index)),
    ...(TYPES.includes(textOf(type)) ? [] : [unsupported('spec.type', type, TYPES)]),
    ...ports.flatMap((port, index) => nodePortCauses(type, port, `spec.ports[${index}].nodePort`)),
    ...ports.flatMap((port, index) => {
      const key = keyOf(port);
      const isSecond = ports.slice(0, index).some((earlier) => equalJson(keyOf(earlier), key));
      return isSecond ? [duplicateValue(`spec.ports[${index}]`, key)] : [];
    }),
    ...addressCauses(spec, old),
  ];
}

function servicePortCauses(ports: readonly JsonObject[], port: JsonObject, index: number): Cause[] {
  const at = `spec.ports[${index}]`;
  const name = textOf(port['name']);
  const isTaken = name !== '' && ports.slice(0, index).some((earlier) => earlier['name'] === name);
  const target = port['targetPort'];
  return [
    ...(name === '' && ports.length === 1 ? [] : labelNameCauses(name, `${at}.name`)),
    ...(isTaken ? [duplicateValue(`${at}.name`, name)] : []),
    ...portCauses(port['port'], `${at}.port`),
    ...protocolCauses(port['protocol'], `${at}.protocol`),
    ...(typeof target === 'string' ? [] : portCauses(target, `${at}.targetPort`)),
  ];
}

function nodePortCauses(type: unknown, { nodePort = 0 }: JsonObject, field: string): Cause[] {
  if (typeof nodePort !== 'number' || nodePort === 0) return [];
  if (type === 'ClusterIP') return [forbiddenValue(field, "may not be used when `type` is 'ClusterIP'")];
  const isInRange = nodePort >= NODE_PORTS.first && nodePort <= NODE_PORTS.last;
  return isInRange ? [] : [invalidValue(field, nodePort, NODE_PORT_RULE)];
}

/** addressCauses refuses another cluster IP for a Service that keeps its type. */
function addressCauses(spec: JsonObject, old: JsonObject | undefined): Cause[] {
  const held = textOf(old?.['clusterIP']);
  if (held === '' || spec['type'] === 'ExternalName' || spec['clusterIP'] === held) return [];
  return [invalidValue('spec.clusterIPs[0]', [spec['clusterIP']], 'may not change once set')];
}

const keyOf = ({ protocol, port }: JsonObject): JsonObject => ({ protocol, port });
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
