// MOCK, for work on the page only: invents flows of a shop and serves the built page. Never part of the product.
// npm run build && npm run mock   (PORT, WORKLOADS=60, RATE=80, EMPTY=1, HISTORY=storing|full|stopped)
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../../target/ui/static/app/', import.meta.url));
const PORT = Number(process.env.PORT ?? 8099);
const WORKLOADS = Number(process.env.WORKLOADS ?? 0);
const RATE = Number(process.env.RATE ?? 80);
const MEMORY = 65_535;

const workload = (namespace, name, kind = 'Deployment', pods = 2) => ({ id: `${namespace}/${name}`, kind: 'workload', namespace, name, workloadKind: kind, pods, identity: 1000 + (name.length * 7919 + namespace.length * 104729) % 40000 });
const reserved = (name, identity) => ({ id: `reserved:${name}`, kind: 'reserved', name, namespace: '', workloadKind: '', pods: 0, identity });
const nodes = [
  reserved('world', 2), reserved('host', 1),
  workload('edge', 'ingress', 'DaemonSet', 1),
  workload('shop', 'web', 'Deployment', 3), workload('shop', 'cart'), workload('shop', 'catalog'), workload('shop', 'checkout'), workload('shop', 'payments', 'Deployment', 1),
  workload('data', 'orders-db', 'StatefulSet', 1), workload('data', 'cache', 'StatefulSet', 1),
  workload('ops', 'metrics', 'StatefulSet', 1), workload('ops', 'intern', 'Pod', 1),
  workload('kube-system', 'kube-dns'),
];
const edge = (source, destination, port, weight, extra = {}) => ({ source, destination, port, weight, protocol: 'TCP', verdict: 'FORWARDED', ...extra });
const denied = (reason = 'POLICY_DENIED', policies = ['data/orders-db']) => ({ verdict: 'DROPPED', reason, policies });
const edges = [
  edge('reserved:world', 'edge/ingress', 443, 14), edge('edge/ingress', 'shop/web', 8080, 14),
  edge('shop/web', 'shop/cart', 7070, 9), edge('shop/web', 'shop/catalog', 3550, 12), edge('shop/web', 'shop/checkout', 5050, 4),
  edge('shop/checkout', 'shop/cart', 7070, 3), edge('shop/checkout', 'shop/payments', 50051, 3), edge('shop/cart', 'data/cache', 6379, 9),
  edge('shop/checkout', 'data/orders-db', 5432, 3), edge('shop/payments', 'reserved:world', 443, 1),
  edge('ops/metrics', 'shop/web', 9090, 1), edge('ops/metrics', 'data/orders-db', 9187, 1), edge('ops/metrics', 'shop/payments', 9090, .5, { verdict: 'AUDIT', policies: ['shop/payments'] }),
  edge('ops/intern', 'data/orders-db', 5432, 2, denied()), edge('ops/intern', 'shop/payments', 50051, .6, denied('POLICY_DENY', ['shop/payments-lockdown'])),
  ...Array.from({ length: 9 }, (_, i) => edge('reserved:world', 'data/orders-db', [21, 22, 23, 80, 443, 3306, 5432, 6379, 9200][i], .12, denied())),
  edge('shop/web', 'kube-system/kube-dns', 53, 2, { protocol: 'UDP' }), edge('shop/checkout', 'kube-system/kube-dns', 53, 1, { protocol: 'UDP' }),
  edge('reserved:host', 'shop/web', 8080, .4),
];
if (WORKLOADS) {
  nodes.length = 2;
  edges.length = 0;
  const spaces = Array.from({ length: Math.max(3, Math.round(WORKLOADS / 9)) }, (_, i) => `team-${String.fromCharCode(97 + i)}`);
  for (let i = 0; i < WORKLOADS; i++) nodes.push(workload(spaces[i % spaces.length], `service-${i}`, ['Deployment', 'StatefulSet', 'DaemonSet'][i % 3]));
  for (let i = 3; i < nodes.length; i++) {
    const near = Math.max(2, i - 1 - (i * 31) % 12);
    edges.push(edge(nodes[near].id, nodes[i].id, 8000 + i % 7, 1 + i % 5, i % 13 === 0 ? denied() : {}));
    if (i % 4 === 0) edges.push(edge(nodes[2 + (i * 7) % (i - 2)].id, nodes[i].id, 9000, 1));
  }
  edges.push(edge('reserved:world', nodes[2].id, 443, 5), edge('reserved:host', nodes[4].id, 10250, 1));
}

const started = Date.now();
const memory = [];
const counters = new Map();
let seq = 0;
const total = edges.reduce((sum, e) => sum + e.weight, 0);
const byId = new Map(nodes.map((n) => [n.id, n]));
const comesAndGoes = 'ops/batch';
byId.set(comesAndGoes, workload('ops', 'batch', 'Job', 1));
const away = () => Math.floor((Date.now() - started) / 15_000) % 2 === 0;

function pickEdge() {
  if (!WORKLOADS && !away() && Math.random() < .03) return edge(comesAndGoes, 'data/cache', 6379, 1);
  let at = Math.random() * total;
  return edges.find((e) => (at -= e.weight) <= 0) ?? edges[0];
}

function peer(node, port, salt) {
  const base = { identity: node.identity, node: node.id, port };
  if (node.kind === 'reserved') return { ...base, identityName: `reserved:${node.name}`, ip: node.name === 'world' ? '203.0.113.' + (10 + salt % 40) : '10.0.0.1', labels: [`reserved:${node.name}`] };
  return { ...base, namespace: node.namespace, workload: node.name, workloadKind: node.workloadKind, ip: `10.1.${node.identity % 200}.${2 + salt % node.pods}`,
    pod: `${node.name}-${['7d9f6c', '5b8c4d', '9fd2aa'][salt % node.pods] ?? '0'}`, labels: [`k8s:app=${node.name}`, `k8s:io.kubernetes.pod.namespace=${node.namespace}`], service: `${node.namespace}/${node.name}` };
}

function flow() {
  const e = pickEdge();
  const salt = Math.floor(Math.random() * 97);
  const reply = e.verdict === 'FORWARDED' && Math.random() < .45;
  const client = peer(byId.get(e.source), 32768 + Math.floor(Math.random() * 28000), salt);
  const server = peer(byId.get(e.destination), e.port, salt);
  const tcp = e.protocol === 'TCP';
  const flags = tcp ? (e.verdict === 'DROPPED' ? 'SYN' : ['SYN', 'ACK', 'ACK, PSH', 'ACK, FIN'][salt % 4]) : undefined;
  const now = new Date();
  const policies = e.policies?.map((p) => ({ kind: 'CiliumNetworkPolicy', namespace: p.split('/')[0], name: p.split('/')[1], effect: e.reason === 'POLICY_DENIED' ? 'allowed' : 'denied', direction: 'ingress' })).filter((p) => p.effect === 'denied');
  const key = `${e.source} ${e.destination} ${e.protocol} ${e.port}`;
  const c = counters.get(key) ?? { e, forwarded: 0, dropped: 0, audit: 0, recent: [] };
  counters.set(key, c);
  c[{ FORWARDED: 'forwarded', DROPPED: 'dropped', AUDIT: 'audit' }[e.verdict]]++;
  c.recent.push({ at: Date.now(), verdict: e.verdict });
  c.lastSeen = now.toISOString();
  return { seq: seq++, time: now.toISOString().replace('Z', '') + String(100000 + Math.floor(Math.random() * 899999)) + 'Z', node: 'sextant-demo', verdict: e.verdict, dropReason: e.reason,
    direction: e.verdict === 'DROPPED' || reply ? 'INGRESS' : salt % 2 ? 'EGRESS' : 'INGRESS', type: e.verdict === 'DROPPED' ? 'drop' : salt % 5 === 0 ? 'policy-verdict' : 'trace',
    subtype: e.verdict === 'DROPPED' ? undefined : salt % 5 === 0 ? 'policy-verdict' : 'to-endpoint', isReply: e.verdict === 'DROPPED' ? undefined : reply, protocol: e.protocol, tcpFlags: flags,
    source: reply ? server : client, destination: reply ? client : server, summary: tcp ? `TCP Flags: ${flags}` : 'UDP', policies, networkInterface: 'veth' + (salt % 12), uuid: crypto.randomUUID(), cpu: salt % 2 };
}

function matches(f, query) {
  const both = (pick) => [pick(f.source), pick(f.destination)];
  const tests = { namespace: (v) => both((p) => p.namespace).includes(v), verdict: (v) => f.verdict === v, port: (v) => both((p) => String(p.port)).includes(v), protocol: (v) => f.protocol === v,
    pod: (v) => both((p) => `${p.namespace}/${p.pod}`).some((p) => p.startsWith(v) || p.split('/')[1].startsWith(v)), ip: (v) => both((p) => p.ip).includes(v),
    endpoint: (v) => both((p) => p.node).includes(v), from: (v) => (f.isReply ? f.destination : f.source).node === v, to: (v) => (f.isReply ? f.source : f.destination).node === v,
    text: (v) => JSON.stringify(f).toLowerCase().includes(v.toLowerCase()), type: (v) => f.type === v || f.subtype === v, direction: (v) => f.direction.toLowerCase() === v };
  return Object.entries(tests).every(([name, test]) => {
    const values = query.getAll(name);
    const wanted = values.filter((v) => !v.startsWith('!'));
    return (wanted.length === 0 || wanted.some(test)) && values.every((v) => !v.startsWith('!') || !test(v.slice(1)));
  });
}

const WINDOW = 15_000;
function map() {
  const now = Date.now();
  const out = [];
  for (const c of counters.values()) {
    c.recent = c.recent.filter((r) => r.at > now - WINDOW);
    const rate = (v) => c.recent.filter((r) => r.verdict === v).length / (Math.min(WINDOW, now - started) / 1000);
    const { source, destination, protocol, port } = c.e;
    out.push({ source, destination, protocol, port, forwarded: c.forwarded, dropped: c.dropped, audit: c.audit, forwardedRate: rate('FORWARDED'), droppedRate: rate('DROPPED'), auditRate: rate('AUDIT'),
      lastSeen: c.lastSeen, dropReasons: c.dropped ? [{ reason: c.e.reason, count: c.dropped }] : [], deniedBy: c.dropped ? c.e.policies ?? [] : [], allowedBy: [] });
  }
  const ids = new Set(out.flatMap((e) => [e.source, e.destination]));
  const seen = (id) => out.filter((e) => e.source === id || e.destination === id).map((e) => e.lastSeen).sort().at(-1);
  const list = [...ids].map((id) => ({ ...byId.get(id), lastSeen: seen(id), fading: Date.parse(seen(id)) < now - 8000 })).filter((n) => Date.parse(n.lastSeen) > now - 14_000);
  return { at: new Date().toISOString(), windowSeconds: WINDOW / 1000, nodes: list, edges: out, evictedEdges: 0 };
}

function status() {
  const up = (Date.now() - started) / 1000;
  return { version: 'mock', run: String(started), source: { kind: 'demo', label: 'MOCK data', detail: 'Invented by ui/dev/mock.mjs' }, uptimeSeconds: up, eventsPerSecond: process.env.EMPTY ? 0 : RATE * (.85 + .3 * Math.random()), flowsInMemory: memory.length, memoryCapacity: MEMORY, flowsSeen: seq,
    completeness: { since: memory[0]?.time, until: memory.at(-1)?.time, lost: process.env.LOST ? 231 : 0, stages: process.env.LOST ? [{ node: 'sextant-demo', stage: 'kernel ring', lost: 231 }] : [] },
    nodes: [{ name: 'sextant-demo', state: 'connected', since: new Date(started).toISOString(), seen: seq, lost: 0 }],
    history: process.env.HISTORY ? { state: process.env.HISTORY, message: process.env.HISTORY === 'storing' ? '' : 'No space left on device', partitions: 12, flows: 48_200_000 + seq, bytes: 2_120_000_000, bytesPerFlow: 44, oldest: new Date(started - 6 * 864e5).toISOString(), lag: 0, daysUntilFull: 31.5, freeBytes: 9e10, notStored: { disk_full: process.env.HISTORY === 'storing' ? 0 : 4711, failed: 0 }, setAside: 0, dropped: 0 } : undefined };
}

const clients = new Set();
for (let i = 0; i < (process.env.EMPTY ? 0 : 400); i++) memory.push(flow());
setInterval(() => {
  if (process.env.EMPTY) return;
  const batch = Array.from({ length: Math.round(RATE / 5) }, flow);
  memory.push(...batch);
  memory.splice(0, Math.max(0, memory.length - MEMORY));
  for (const client of clients) client.flows(batch);
}, 200);
setInterval(() => {
  for (const client of clients) client.tick();
}, 1000);

function stream(request, response, query) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (type, data, id) => response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  const client = {
    flows(batch) {
      const own = batch.filter((f) => matches(f, query));
      if (own.length) send('flows', own, own.at(-1).seq);
    },
    tick() {
      send('map', map());
      send('status', status());
    },
  };
  client.tick();
  client.flows(memory.filter((f) => matches(f, query)).slice(-Number(query.get('last') ?? 100)));
  clients.add(client);
  request.on('close', () => clients.delete(client));
}

/** Only terms side by side, of the fields that the mock knows; the server's language has more. */
function spread(query) {
  const q = query.get('q') ?? '';
  for (const term of q.match(/\S+/g) ?? []) {
    const [, not, field, value] = /^(-?)(\w+):(.*)$/.exec(term) ?? [null, '', 'text', term];
    for (const one of value.split(',')) query.append(field, (not ? '!' : '') + one);
  }
  return query;
}

const FIELD = { name: 'port', aliases: [], takes: 'a number from 0 to 65535', examples: ['port:443'], values: [], sided: true };
function query(response, text) {
  const wrong = /port:[^\d\s]\S*/.exec(text);
  const place = wrong && { column: wrong.index + 6, length: wrong[0].length - 5, message: 'port takes a number' };
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(text ? { wrong: place ?? undefined } : { fields: [FIELD], ends: [] }));
}

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

function shell() {
  const main = JSON.parse(readFileSync(join(APP, 'manifest.json'), 'utf8'))['src/main.ts'];
  const styles = (main.css ?? []).map((css) => `<link rel="stylesheet" href="app/${css}">`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sextant</title>
    <script src="app/theme.js"></script>${styles}<script type="module" src="app/${main.file}"></script></head><body><sextant-app></sextant-app></body></html>`;
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/api/v1/stream') return stream(request, response, spread(url.searchParams));
  if (url.pathname === '/api/v1/query') return query(response, url.searchParams.get('q') ?? '');
  if (url.pathname === '/') return response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': CSP }).end(shell());
  const file = join(APP, normalize(url.pathname.replace(/^\/app\//, '/')));
  if (!file.startsWith(APP) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  return createReadStream(file).pipe(response);
}).listen(PORT, '127.0.0.1', () => console.log(`MOCK on http://127.0.0.1:${PORT}`));
