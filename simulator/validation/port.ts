import { type Cause, invalidValue, unsupported } from '#simulator/apimachinery/status-errors.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** portCauses checks a port number (apimachinery v0.35 `IsValidPortNum`). */
export function portCauses(port: unknown, field: string): Cause[] {
  const number = port ?? 0;
  const isPort = typeof number === 'number' && number >= 1 && number <= 65_535;
  return isPort ? [] : [invalidValue(field, number, 'must be between 1 and 65535, inclusive')];
}

/** protocolCauses checks a port's protocol; its default is TCP. */
export function protocolCauses(protocol: unknown, field: string): Cause[] {
  return PROTOCOLS.some((known) => known === protocol) ? [] : [unsupported(field, protocol, PROTOCOLS)];
}
