import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../src/app/address';
import type { Flow } from '../src/model';
import { PastMapReader, type PastMap } from '../src/past/map';
import { PastFlows, type Past } from '../src/past/pages';
import { lastSeconds, lengthText, rangeText, readRange, shift } from '../src/past/range';

const RANGE = { since: '2026-01-31T12:00:00.000Z', until: '2026-01-31T12:15:00.000Z' };

/** A server whose answers the test gives when it wants. */
class FakeServer {
  readonly asked: string[] = [];
  private readonly waiting: ((answer: Response) => void)[] = [];

  readonly get = ((url: string) => {
    this.asked.push(url);
    return new Promise<Response>((resolve) => this.waiting.push(resolve));
  }) as typeof fetch;

  async answer(body: unknown, status = 200): Promise<void> {
    this.waiting.shift()!(new Response(JSON.stringify(body), { status }));
    await new Promise((done) => setTimeout(done));
  }
}

const page = (seqs: number[], next?: string) => ({
  flows: seqs.map((seq) => ({ seq }) as Flow), next, cutOff: false, missed: 1, completeness: { lost: 0, stages: [] },
});

describe('past', () => {
  const open = () => {
    const server = new FakeServer();
    const states: Past[] = [];
    const flows = new PastFlows('http://t/api/v1/flows', (past) => states.push(past), server.get);
    return { server, flows, last: () => states.at(-1)! };
  };

  it('reads page after page by cursor, each once', async () => {
    const { server, flows, last } = open();
    flows.open(RANGE, new URLSearchParams({ namespace: 'shop' }));
    flows.older();
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toContain('namespace=shop&since=2026-01-31T12%3A00%3A00.000Z&until=');
    await server.answer(page([9, 8], 'abc'));
    expect([last().rows.length, last().more, last().loading]).toEqual([2, true, false]);

    flows.older();
    flows.older();
    expect(server.asked).toHaveLength(2);
    expect(server.asked[1]).toContain('cursor=abc');
    await server.answer(page([7]));
    expect(last().rows.map((row) => row.seq)).toEqual([9, 8, 7]);
    expect([last().more, last().missed]).toEqual([false, 2]);
    flows.older();
    expect(server.asked).toHaveLength(2);
  });

  it('takes nothing of a question that was replaced', async () => {
    const { server, flows, last } = open();
    flows.open(RANGE, new URLSearchParams());
    flows.open(shift(RANGE, -1), new URLSearchParams());
    await server.answer(page([1]));
    expect(last().rows).toEqual([]);
    await server.answer(page([2]));
    expect(last().rows.map((row) => row.seq)).toEqual([2]);
  });

  it('says what the server said, and keeps its rows', async () => {
    const { server, flows, last } = open();
    flows.open(RANGE, new URLSearchParams());
    await server.answer(page([9], 'abc'));
    flows.older();
    await server.answer({ detail: 'Parameter cursor is of another store.' }, 400);
    expect([last().error, last().rows.length, last().loading]).toEqual(['Parameter cursor is of another store.', 1, false]);
  });
});

describe('past map', () => {
  it('is that of the newest question, or says why there is none', async () => {
    const server = new FakeServer();
    const maps: PastMap[] = [];
    const reader = new PastMapReader('http://t/api/v1/map', (map) => maps.push(map), server.get);
    void reader.open(RANGE);
    void reader.open(shift(RANGE, 1));
    await server.answer({ nodes: ['old'] });
    expect(maps.at(-1)!.map).toBeUndefined();
    await server.answer({ nodes: ['new'] });
    expect(maps.at(-1)!.map).toEqual({ nodes: ['new'] });
    expect(server.asked[1]).toContain('since=2026-01-31T12%3A15%3A00.000Z&until=');
    void reader.open(RANGE);
    await server.answer({}, 503);
    expect(maps.at(-1)).toEqual({ error: 'the server answered 503' });
  });
});

describe('range', () => {
  it('of the last minutes is written down as absolute times', () => {
    const range = lastSeconds(300, Date.parse('2026-01-31T12:05:00Z'));
    expect(range).toEqual({ since: '2026-01-31T12:00:00.000Z', until: '2026-01-31T12:05:00.000Z' });
    expect(lengthText(range)).toBe('5 min');
    expect(readAddress(writeAddress({ filter: 'port:53', range }))).toEqual({ filter: 'port:53', picked: undefined, range });
  });

  it('that makes no sense is none', () => {
    expect(readRange('yesterday', '2026-01-31T12:00:00Z')).toBeUndefined();
    expect(readRange('2026-01-31T13:00:00Z', '2026-01-31T12:00:00Z')).toBeUndefined();
    expect(readRange(null, null)).toBeUndefined();
  });

  it('says its day once', () => {
    expect(rangeText(readRange('2026-01-31T12:00:00', '2026-01-31T12:15:00')!)).toBe('31 Jan 2026, 12:00:00 – 12:15:00');
    expect(rangeText(readRange('2026-01-31T12:00:00', '2026-02-01T12:00:00')!)).toBe('31 Jan 2026, 12:00:00 – 1 Feb 2026, 12:00:00');
  });
});
