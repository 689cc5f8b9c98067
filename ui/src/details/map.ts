import { html, nothing, type TemplateResult } from 'lit';
import { grouped, rate } from '../format';
import { icon } from '../icons';
import type { MapEdge, MapSnapshot } from '../model';
import { portName } from '../map/links';
import type { Pick } from '../map/map';
import { reasonText } from '../verdict';

type Choose = (pick: Pick) => void;
type Content = [title: string, body: unknown];

export function nodeDetails(id: string, snapshot: MapSnapshot, choose: Choose): Content {
  const node = snapshot.nodes.find((n) => n.id === id);
  if (!node) return [id, html`<p>Nothing was seen of it within the map's memory.</p>`];
  const into = snapshot.edges.filter((e) => e.destination === id);
  const out = snapshot.edges.filter((e) => e.source === id);
  const body = html`
    ${deniedBanner([...into, ...out])}
    <h3>Identity</h3>
    <dl class="facts">
      ${node.namespace ? html`<dt>Namespace</dt><dd>${node.namespace}</dd>` : nothing}
      <dt>Kind</dt><dd>${node.workloadKind || node.kind}</dd>
      ${node.pods > 0 ? html`<dt>Pods seen</dt><dd>${node.pods}</dd>` : nothing}
      <dt>Identity</dt><dd>${node.identity}</dd>
      <dt>Last seen</dt><dd>${node.lastSeen}</dd>
    </dl>
    ${peers('Calls', out, 'destination', snapshot, choose)} ${peers('Is called by', into, 'source', snapshot, choose)}
  `;
  return [node.namespace ? `${node.namespace}/${node.name}` : node.name, body];
}

export function linkDetails(pick: { source: string; destination: string }, snapshot: MapSnapshot, choose: Choose): Content {
  const edges = snapshot.edges.filter((e) => e.source === pick.source && e.destination === pick.destination);
  const name = (id: string) => nameIn(snapshot, id);
  const card = (id: string) => html`<button type="button" class="fact" @click=${() => choose({ node: id })}>${name(id)}</button>`;
  const body = html`
    ${deniedBanner(edges)}
    <h3>Between</h3>
    <dl class="facts"><dt>From</dt><dd>${card(pick.source)}</dd><dt>To</dt><dd>${card(pick.destination)}</dd></dl>
    <h3>Ports</h3>
    <table class="peers">
      <thead><tr><th>Port</th><th class="right">Allowed</th><th class="right">Denied</th><th class="right">Audited</th></tr></thead>
      <tbody>${edges.map((edge) => html`<tr>
        <td>${portName(edge)}<span class="sub">${rate(edge.forwardedRate + edge.auditRate + edge.droppedRate)}</span></td>
        <td class="right">${grouped(edge.forwarded)}</td><td class="right">${grouped(edge.dropped)}</td><td class="right">${grouped(edge.audit)}</td>
      </tr>`)}</tbody>
    </table>
    ${allowedBy(edges)}
    <h3>Last seen</h3>
    <p class="num">${edges.map((e) => e.lastSeen).sort().at(-1) ?? 'not within the map’s memory'}</p>
  `;
  return [`${name(pick.source)} → ${name(pick.destination)}`, body];
}

function deniedBanner(edges: MapEdge[]): unknown {
  const dropped = edges.reduce((sum, e) => sum + e.dropped, 0);
  if (dropped === 0) return nothing;
  const reasons = new Map<string, number>();
  for (const { reason, count } of edges.flatMap((e) => e.dropReasons)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const policies = [...new Set(edges.flatMap((e) => e.deniedBy))];
  return html`<div class="banner deny">${icon('denied')}<div>
    <b>${grouped(dropped)} denied</b>
    <p>${[...reasons].map(([reason, count]) => `${reasonText(reason)} ×${grouped(count)}`).join(', ')}</p>
    ${policies.length > 0 ? html`<p>By ${policies.join(', ')}.</p>` : nothing}
  </div></div>`;
}

function allowedBy(edges: MapEdge[]): unknown {
  const policies = [...new Set(edges.flatMap((e) => e.allowedBy))];
  return policies.length > 0 ? html`<h3>Allowed by</h3><p>${policies.join(', ')}</p>` : nothing;
}

function peers(title: string, edges: MapEdge[], end: 'source' | 'destination', snapshot: MapSnapshot, choose: Choose): unknown {
  if (edges.length === 0) return nothing;
  const sorted = [...edges].sort((a, b) => b.droppedRate - a.droppedRate || b.forwardedRate - a.forwardedRate);
  return html`<h3>${title}</h3><table class="peers"><tbody>${sorted.map((edge) => peerRow(edge, end, snapshot, choose))}</tbody></table>`;
}

function peerRow(edge: MapEdge, end: 'source' | 'destination', snapshot: MapSnapshot, choose: Choose): TemplateResult {
  const pick = { source: edge.source, destination: edge.destination };
  const reasons = edge.dropReasons.map((r) => reasonText(r.reason)).join(', ');
  return html`<tr>
    <td><button type="button" class="fact" @click=${() => choose(pick)}>${nameIn(snapshot, edge[end])}</button>
      ${edge.dropped > 0 ? html`<span class="sub deny">${grouped(edge.dropped)} denied: ${reasons}</span>` : nothing}
      ${edge.audit > 0 ? html`<span class="sub">${grouped(edge.audit)} audited</span>` : nothing}</td>
    <td class="right">${portName(edge)}<span class="sub">${rate(edge.forwardedRate + edge.auditRate + edge.droppedRate)}</span></td>
  </tr>`;
}

function nameIn(snapshot: MapSnapshot, id: string): string {
  const node = snapshot.nodes.find((n) => n.id === id);
  return node ? (node.namespace ? `${node.namespace}/${node.name}` : node.name) : id;
}
