import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import type { Flow, Peer } from '../model';
import { lookOf, reasonText, verdictSentence } from '../verdict';

type Add = (token: string) => void;

/** Fields that have their own place; what else the server sends is listed by its name. */
const PLACED = new Set(['seq', 'time', 'node', 'verdict', 'dropReason', 'direction', 'type', 'subtype', 'isReply', 'protocol', 'tcpFlags', 'source', 'destination', 'summary', 'policies', 'networkInterface', 'uuid']);

export function flowDetails(flow: Flow, add: Add): TemplateResult {
  const look = lookOf(flow.verdict);
  const sentence = verdictSentence(flow);
  const reason = flow.dropReason ? `: ${reasonText(flow.dropReason)}` : '';
  return html`
    <div class="banner ${look.tone}">${icon(look.icon)}<div><b>${look.text}${reason}</b>${sentence ? html`<p>${sentence}</p>` : nothing}</div></div>
    ${section('Event', [
      ['Time', flow.time],
      ['Verdict', link(flow.verdict, `verdict:${flow.verdict}`, add)],
      ['Direction', link(flow.direction, `direction:${flow.direction}`, add)],
      ['Type', link(flow.type, `type:${flow.type}`, add)],
      [flow.type === 'policy-verdict' ? 'Matched by' : 'Seen at', flow.subtype && link(flow.subtype, `type:${flow.subtype}`, add)],
      ['Protocol', link(flow.protocol, `protocol:${flow.protocol}`, add)],
      ['TCP flags', flow.tcpFlags],
      ['Reply', flow.isReply === undefined ? 'not known' : flow.isReply ? 'yes' : 'no'],
      ['Summary', flow.summary],
    ])}
    ${section('Source', peer(flow.source, add))} ${section('Destination', peer(flow.destination, add))}
    ${policies(flow)}
    ${section('Origin', [
      ['Node', link(flow.node, `node:${flow.node}`, add)],
      ['Interface', flow.networkInterface],
      ['Sequence', String(flow.seq)],
      ['UUID', flow.uuid],
      ...rest(flow),
    ])}
    <details class="raw"><summary>As JSON</summary><pre>${JSON.stringify(flow, null, 2)}</pre></details>
  `;
}

type Fact = [string, unknown];

function section(title: string, facts: Fact[]): unknown {
  const known = facts.filter(([, value]) => value !== undefined && value !== '' && value !== null);
  if (known.length === 0) return nothing;
  return html`<h3>${title}</h3><dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function link(text: string, token: string, add: Add): TemplateResult {
  return html`<button type="button" class="fact" title="Add ${token} to the filter" @click=${() => add(token)}>${text}</button>`;
}

function peer(peer: Peer, add: Add): Fact[] {
  const optional = (text: string | undefined, field: string) => text && link(text, `${field}:${text}`, add);
  const qualified = peer.namespace ? `${peer.namespace}/` : '';
  return [
    ['Pod', peer.pod && link(peer.pod, `pod:${qualified}${peer.pod}`, add)],
    ['Namespace', optional(peer.namespace, 'namespace')],
    ['Workload', peer.workload && link(peer.workload, `workload:${qualified}${peer.workload}`, add)],
    ['Kind', peer.workloadKind],
    ['Address', optional(peer.ip, 'ip')],
    ['Port', peer.port ? link(String(peer.port), `port:${peer.port}`, add) : undefined],
    ['Identity', html`${link(String(peer.identity), `identity:${peer.identity}`, add)} ${peer.identityName ?? ''}`],
    ['Service', peer.service],
    ['MAC', peer.mac],
    ['Names', peer.names?.join(', ')],
    ['Labels', peer.labels?.length ? html`<span class="labels">${peer.labels.map((l) => html`<code>${l}</code>`)}</span>` : undefined],
  ];
}

function policies(flow: Flow): unknown {
  const facts: Fact[] = (flow.policies ?? []).map((p) => [
    `${p.effect === 'denied' ? 'Denied' : 'Allowed'} ${p.direction}`,
    html`${p.namespace ? `${p.namespace}/` : ''}${p.name}${p.kind ? html` <span class="muted">${p.kind}</span>` : nothing}`,
  ]);
  return section('Policy', facts);
}

function rest(flow: Flow): Fact[] {
  return Object.entries(flow)
    .filter(([name]) => !PLACED.has(name))
    .map(([name, value]) => [words(name), typeof value === 'object' ? JSON.stringify(value) : String(value)]);
}

/** "dropPlace" → "Drop place". */
function words(name: string): string {
  const spaced = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
