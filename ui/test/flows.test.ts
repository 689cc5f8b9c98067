import { describe, expect, it } from 'vitest';
import { clock, compact, duration, rate } from '../src/format';
import { FlowList } from '../src/flows/list';
import { rowOf } from '../src/flows/row';
import { windowOf } from '../src/flows/window';
import { linksOf, portsLabel } from '../src/map/links';
import type { Flow, MapEdge } from '../src/model';
import { reasonText, verdictSentence } from '../src/verdict';

const flow = (more: Partial<Flow> = {}): Flow => ({
  seq: 1,
  time: '2026-01-15T10:20:30.123456789Z',
  node: 'n1',
  verdict: 'FORWARDED',
  direction: 'INGRESS',
  type: 'trace',
  subtype: 'to-endpoint',
  isReply: false,
  protocol: 'TCP',
  summary: 'TCP Flags: SYN',
  source: { node: 'shop/web', identity: 1001, namespace: 'shop', pod: 'web-1', port: 40001, ip: '10.0.0.1' },
  destination: { node: 'shop/cart', identity: 1002, namespace: 'shop', pod: 'cart-1', port: 7070, ip: '10.0.0.2' },
  ...more,
});

describe('row', () => {
  it('names pods with namespace and port', () => {
    const row = rowOf(flow());
    expect(row.source).toEqual({ namespace: 'shop', name: 'web-1', port: '40001' });
    expect(row.service).toBe('7070/TCP');
    expect(row.type).toBe('to-endpoint');
    expect(row.summary).toBe('SYN');
  });

  it('of a reply shows the server’s port as the service', () => {
    const { source, destination } = flow();
    const row = rowOf(flow({ isReply: true, source: destination, destination: source }));
    expect(row.service).toBe('7070/TCP');
    expect(row.summary).toBe('reply · SYN');
  });

  it('of a drop says why', () => {
    expect(rowOf(flow({ verdict: 'DROPPED', dropReason: 'POLICY_DENIED', type: 'drop', subtype: undefined })).summary).toBe('Policy denied');
  });

  it('falls back from pod to name, reserved identity and address', () => {
    const outside = { node: 'reserved:world', identity: 2, ip: '203.0.113.7', port: 443 };
    expect(rowOf(flow({ source: { ...outside, identityName: 'reserved:world' } })).source.name).toBe('world (203.0.113.7)');
    expect(rowOf(flow({ source: { ...outside, names: ['api.example.com'] } })).source.name).toBe('api.example.com');
    expect(rowOf(flow({ source: outside })).source.name).toBe('203.0.113.7');
    expect(rowOf(flow({ source: { node: 'reserved:unknown', identity: 0 } })).source.name).toBe('unknown');
  });

  it('names the denying policy before the allowing ones', () => {
    const policies = [
      { kind: 'CiliumNetworkPolicy', namespace: 'shop', name: 'allow-web', effect: 'allowed' as const, direction: 'egress' },
      { kind: 'CiliumNetworkPolicy', namespace: 'data', name: 'lockdown', effect: 'denied' as const, direction: 'ingress' },
    ];
    expect(rowOf(flow({ policies })).policy).toBe('data/lockdown');
    expect(verdictSentence(flow({ verdict: 'DROPPED', policies }))).toBe('Denied by data/lockdown.');
  });

  it('a drop without a rule is called default deny', () => {
    expect(verdictSentence(flow({ verdict: 'DROPPED', dropReason: 'POLICY_DENIED' }))).toContain('Default deny');
    expect(verdictSentence(flow({ verdict: 'DROPPED', dropReason: 'CT_MAP_INSERTION_FAILED' }))).toBe('Dropped: Ct map insertion failed.');
  });

  it('the policy column names the rule of a verdict, and the default where no rule decided', () => {
    const allowed = [{ kind: 'CiliumNetworkPolicy', namespace: 'shop', name: 'allow-web', effect: 'allowed' as const, direction: 'ingress' }];
    const deny = [{ kind: 'CiliumClusterwideNetworkPolicy', name: 'no-world', effect: 'denied' as const, direction: 'ingress' }];
    const policy = (more: Partial<Flow>) => rowOf(flow({ type: 'policy-verdict', ...more })).policy;
    expect(policy({ policies: allowed })).toBe('shop/allow-web');
    expect(policy({ verdict: 'DROPPED', dropReason: 'POLICY_DENIED', policies: deny })).toBe('no-world');
    expect(policy({ verdict: 'DROPPED', dropReason: 'POLICY_DENIED' })).toBe('default deny');
    expect(policy({ verdict: 'DROPPED', dropReason: 'POLICY_DENY' })).toBe('');
    expect(policy({ verdict: 'DROPPED', dropReason: 'CT_MAP_INSERTION_FAILED' })).toBe('');
    expect(policy({})).toBe('');
  });

  it('reasons read as words', () => {
    expect(reasonText('POLICY_DENIED')).toBe('Policy denied');
    expect(reasonText('Stale or unroutable IP')).toBe('Stale or unroutable IP');
  });
});

describe('list', () => {
  it('keeps the newest first, each once, up to its capacity', () => {
    const list = new FlowList(3);
    expect(list.add([flow({ seq: 1 }), flow({ seq: 2 })])).toBe(2);
    expect(list.add([flow({ seq: 2 }), flow({ seq: 3 }), flow({ seq: 3 })])).toBe(1);
    list.add([flow({ seq: 4 })]);
    expect(list.rows.map((f) => f.seq)).toEqual([4, 3, 2]);
  });

  it('draws only the rows in sight', () => {
    expect(windowOf(0, 300, 30, 5000)).toEqual({ first: 0, end: 16 });
    expect(windowOf(3000, 300, 30, 5000)).toEqual({ first: 94, end: 116 });
    expect(windowOf(149_700, 300, 30, 5000).end).toBe(5000);
    expect(windowOf(0, 300, 30, 0)).toEqual({ first: 0, end: 0 });
    expect(windowOf(9000, 300, 30, 10)).toEqual({ first: 9, end: 10 });
  });
});

describe('numbers', () => {
  it.each([[0, '0'], [12, '12'], [999, '999'], [999.6, '1k'], [1234, '1.2k'], [65_535, '65.5k'], [2_000_000, '2M']])('%d is %s', (n, text) => {
    expect(compact(n)).toBe(text);
  });

  it.each([[0, 'idle'], [0.04, '<0.1/s'], [0.25, '0.3/s'], [12.4, '12/s'], [1500, '1.5k/s']])('%d per second is %s', (n, text) => {
    expect(rate(n)).toBe(text);
  });

  it.each([[5, '5 s'], [60, '1 min'], [75, '1 min 15 s'], [3700, '1 h 1 min'], [90_000, '1 d 1 h']])('%d seconds are %s', (n, text) => {
    expect(duration(n)).toBe(text);
  });

  it('times keep their milliseconds', () => {
    expect(clock('2026-01-15T10:20:30.123456789Z')).toMatch(/^\d\d:\d\d:30\.123$/);
    expect(clock('nonsense')).toBe('nonsense');
  });
});

describe('links', () => {
  const edge = (more: Partial<MapEdge>): MapEdge => ({
    source: 'a', destination: 'b', protocol: 'TCP', port: 80, forwarded: 0, dropped: 0, audit: 0,
    forwardedRate: 0, droppedRate: 0, auditRate: 0, lastSeen: '2026-01-15T10:20:30Z', dropReasons: [], deniedBy: [], allowedBy: [], ...more,
  });

  it('what fared differently stands on different arrows', () => {
    const links = linksOf([edge({ forwarded: 5, forwardedRate: 1 }), edge({ port: 443, forwarded: 9, forwardedRate: 2, dropped: 3, droppedRate: 0.5, dropReasons: [{ reason: 'POLICY_DENIED', count: 3 }] })]);
    expect(links.map((l) => [l.verdict, l.rate, l.ports])).toEqual([
      ['forwarded', 3, ['443/TCP', '80/TCP']],
      ['denied', 0.5, ['443/TCP']],
    ]);
    expect(links[1]!.reasons).toEqual([{ reason: 'POLICY_DENIED', count: 3 }]);
    expect(portsLabel(links[0]!)).toBe('443, 80/TCP');
  });

  it('of many that ask the same port of one server only one speaks; a denied one always does', () => {
    const asks = ['p', 'q', 'r', 's', 't', 'u'].map((source) => edge({ source, port: 53, forwarded: 1 }));
    const links = linksOf([...asks, edge({ source: 'x', port: 53, dropped: 1 })]);
    expect(links.filter((l) => !l.quiet).map((l) => l.source)).toEqual(['p', 'x']);
    expect(linksOf(asks.slice(1)).every((l) => !l.quiet)).toBe(true);
  });

  it('a scan of many ports is one arrow that says how many', () => {
    const scan = Array.from({ length: 9 }, (_, i) => edge({ port: i === 8 ? -1 : i + 1, dropped: 1 }));
    expect(linksOf(scan)).toHaveLength(1);
    expect(portsLabel(linksOf(scan)[0]!)).toBe('9+ ports');
  });
});
