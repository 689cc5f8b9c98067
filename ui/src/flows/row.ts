import { clock } from '../format';
import type { Flow, Peer } from '../model';
import { isDefaultDeny, reasonText } from '../verdict';

/** What a row of the table says of one flow. */
export interface Row {
  time: string;
  source: Name;
  destination: Name;
  direction: string;
  service: string;
  type: string;
  summary: string;
  policy: string;
}

export interface Name {
  namespace: string;
  name: string;
  port: string;
}

export function rowOf(flow: Flow): Row {
  return {
    time: clock(flow.time),
    source: nameOf(flow.source),
    destination: nameOf(flow.destination),
    direction: flow.direction.toLowerCase(),
    service: serviceOf(flow),
    type: flow.type === 'trace' && flow.subtype ? flow.subtype : flow.type,
    summary: summaryOf(flow),
    policy: policyOf(flow),
  };
}

/** The best name there is: pod, workload, DNS name, reserved identity, address. */
export function nameOf(peer: Peer): Name {
  const name = peer.pod || peer.workload || peer.names?.[0] || outsideName(peer) || peer.ip || 'unknown';
  const inside = !!(peer.pod || peer.workload);
  return { namespace: inside ? (peer.namespace ?? '') : '', name, port: peer.port ? String(peer.port) : '' };
}

function outsideName(peer: Peer): string {
  const reserved = peer.identityName?.replace(/^reserved:/, '');
  if (!reserved) return '';
  return peer.ip ? `${reserved} (${peer.ip})` : reserved;
}

/** Protocol and the port of the server's side: the source's when it is a reply. */
export function serviceOf(flow: Flow): string {
  const port = flow.isReply ? flow.source.port : flow.destination.port;
  return port ? `${port}/${flow.protocol}` : flow.protocol;
}

function summaryOf(flow: Flow): string {
  if (flow.dropReason) return reasonText(flow.dropReason);
  const said = flow.summary.replace(/^TCP Flags: /, '');
  return [flow.isReply ? 'reply' : '', said || flow.tcpFlags].filter(Boolean).join(' · ');
}

/** The policies that decided, denying ones alone if there are any; for a drop that none of them made, the default. */
export function policyOf(flow: Flow): string {
  const policies = flow.policies ?? [];
  const denied = policies.filter((p) => p.effect === 'denied');
  if (denied.length === 0 && isDefaultDeny(flow)) return 'default deny';
  const list = denied.length > 0 ? denied : policies;
  return list.map((p) => (p.namespace ? `${p.namespace}/${p.name}` : p.name)).join(', ');
}
