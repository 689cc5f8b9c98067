/** The fields a filter may name: the same words and values that the server's query parameters take. */

export interface Field {
  name: string;
  hint: string;
  example: string;
  /** The value as it goes to the server, or undefined when it makes no sense. */
  parse(value: string): string | undefined;
}

export const VERDICTS = ['FORWARDED', 'DROPPED', 'AUDIT', 'ERROR', 'REDIRECTED', 'TRACED', 'TRANSLATED'];
export const PROTOCOLS = ['TCP', 'UDP', 'ICMPv4', 'ICMPv6', 'SCTP'];
const DIRECTIONS = ['ingress', 'egress', 'unknown'];

const oneOf = (values: string[]) => (value: string) => values.find((v) => v.toLowerCase() === value.toLowerCase());
const word = (value: string) => (/^[\w.:/*-]+$/.test(value) ? value : undefined);
const text = (value: string) => value || undefined;

function number(max: number) {
  return (value: string) => (/^\d+$/.test(value) && Number(value) <= max ? String(Number(value)) : undefined);
}

function ipv4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) <= 255);
}

function ipv6(value: string): boolean {
  if (!/^[\da-fA-F:.]+$/.test(value) || !value.includes(':')) return false;
  const halves = value.split('::');
  const groups = halves.flatMap((half) => (half ? half.split(':') : []));
  const last = groups.at(-1) ?? '';
  const count = groups.length + (last.includes('.') ? 1 : 0);
  const sound = groups.every((g) => /^[\da-fA-F]{1,4}$/.test(g) || (g === last && ipv4(g)));
  return sound && (halves.length === 2 ? count < 8 : halves.length === 1 && count === 8);
}

function address(value: string): string | undefined {
  const [host = '', prefix, ...more] = value.split('/');
  if (more.length > 0) return undefined;
  const bits = ipv4(host) ? 32 : ipv6(host) ? 128 : -1;
  if (bits < 0) return undefined;
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return undefined;
  return value;
}

export const FIELDS: Field[] = [
  { name: 'namespace', hint: 'a namespace name', example: 'namespace:shop', parse: word },
  { name: 'workload', hint: 'a workload, with or without its namespace', example: 'workload:shop/cart', parse: word },
  { name: 'pod', hint: 'a pod name or its beginning, with or without its namespace', example: 'pod:shop/cart-7d9f', parse: word },
  { name: 'endpoint', hint: 'a card of the map at either end', example: 'endpoint:reserved:world', parse: word },
  { name: 'from', hint: 'a card of the map: namespace/workload, or reserved:world', example: 'from:shop/web', parse: word },
  { name: 'to', hint: 'a card of the map: namespace/workload, or reserved:world', example: 'to:shop/cart', parse: word },
  { name: 'ip', hint: 'an IPv4 or IPv6 address, or a prefix', example: 'ip:10.1.0.0/16', parse: address },
  { name: 'port', hint: 'a number from 0 to 65535', example: 'port:5432', parse: number(65535) },
  { name: 'protocol', hint: PROTOCOLS.join(', '), example: 'protocol:TCP', parse: oneOf(PROTOCOLS) },
  { name: 'verdict', hint: VERDICTS.join(', '), example: 'verdict:DROPPED', parse: oneOf(VERDICTS) },
  { name: 'direction', hint: DIRECTIONS.join(', '), example: 'direction:ingress', parse: oneOf(DIRECTIONS) },
  { name: 'type', hint: 'an event type or observation point', example: 'type:policy-verdict', parse: word },
  { name: 'reply', hint: 'true or false', example: 'reply:false', parse: oneOf(['true', 'false']) },
  { name: 'reason', hint: 'a drop reason or a part of it', example: 'reason:policy', parse: text },
  { name: 'identity', hint: 'an identity number', example: 'identity:2', parse: number(4_294_967_295) },
  { name: 'node', hint: 'a node name', example: 'node:worker-1', parse: word },
];

export const FIELD_BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));
