import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAddress, writeAddress } from '../src/app/address';
import { FlowStream, type Connection, type Source } from '../src/stream';

class FakeSource implements Source {
  static opened: FakeSource[] = [];
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readyState = 1;
  closed = false;
  private readonly listeners = new Map<string, (event: MessageEvent) => void>();

  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }

  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  send(type: string, data: unknown, lastEventId = ''): void {
    this.listeners.get(type)?.({ data: JSON.stringify(data), lastEventId } as MessageEvent);
  }
}

describe('stream', () => {
  const states: Connection[] = [];
  const flows: number[] = [];
  let stream: FlowStream;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSource.opened = [];
    states.length = flows.length = 0;
    stream = new FlowStream(
      '/api/v1/stream',
      { flows: (batch) => flows.push(...batch.map((f) => f.seq)), map: () => {}, status: () => {}, lost: () => {}, connection: (state) => states.push(state) },
      (url) => new FakeSource(url),
    );
  });

  afterEach(() => vi.useRealTimers());

  it('asks with the criteria and hands on what comes', () => {
    stream.follow(new URLSearchParams({ verdict: 'DROPPED' }));
    const [source] = FakeSource.opened;
    expect(source!.url).toBe('/api/v1/stream?verdict=DROPPED');
    source!.onopen?.(new Event('open'));
    source!.send('flows', [{ seq: 7 }], 'r-7');
    expect(states).toEqual(['connecting', 'live']);
    expect(flows).toEqual([7]);
  });

  it('after a refusal asks again with its last position, later each time', () => {
    stream.follow(new URLSearchParams());
    for (const wait of [500, 1000]) {
      const source = FakeSource.opened.at(-1)!;
      source.send('flows', [{ seq: 7 }], 'r-7');
      source.readyState = 2;
      source.onerror?.(new Event('error'));
      const before = FakeSource.opened.length;
      vi.advanceTimersByTime(wait - 1);
      expect(FakeSource.opened).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(FakeSource.opened.at(-1)!.url).toBe('/api/v1/stream?after=r-7');
    }
  });

  it('goes on after the last status when no flow matched for long', () => {
    stream.follow(new URLSearchParams({ type: 'drop' }));
    const [source] = FakeSource.opened;
    source!.send('flows', [{ seq: 7 }], 'r-8');
    source!.send('status', {}, 'r-90000');
    source!.readyState = 2;
    source!.onerror?.(new Event('error'));
    vi.advanceTimersByTime(500);
    expect(FakeSource.opened.at(-1)!.url).toBe('/api/v1/stream?type=drop&after=r-90000');
  });

  it('leaves a broken connection to the browser', () => {
    stream.follow(new URLSearchParams());
    FakeSource.opened[0]!.readyState = 0;
    FakeSource.opened[0]!.onerror?.(new Event('error'));
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.opened).toHaveLength(1);
    expect(states.at(-1)).toBe('lost');
  });

  it('forgets the old stream when the criteria change', () => {
    stream.follow(new URLSearchParams());
    const [old] = FakeSource.opened;
    stream.follow(new URLSearchParams({ port: '53' }));
    old!.send('flows', [{ seq: 1 }], 'r-1');
    expect(old!.closed).toBe(true);
    expect(flows).toEqual([]);
  });
});

describe('permalink', () => {
  it.each([
    { filter: '', picked: undefined },
    { filter: 'namespace:shop !verdict:FORWARDED "a b"', picked: undefined },
    { filter: 'port:53', picked: { node: 'shop/web' } },
    { filter: '', picked: { source: 'reserved:world', destination: 'shop/web' } },
  ])('%j comes back as it was', (address) => {
    expect(readAddress(writeAddress(address))).toEqual(address);
  });
});
