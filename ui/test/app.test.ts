import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Flow, Lost, Status } from '../src/model';
import type { StreamEvents } from '../src/stream';

/** What of the page the test looks at; it is never drawn here. */
interface Page {
  stream: { events: StreamEvents };
  rows: readonly Flow[];
  rates: readonly number[];
  missed: number;
  chosen?: Flow;
}

describe('page', () => {
  let page: Page;

  beforeAll(async () => {
    vi.stubGlobal('document', { baseURI: 'http://sextant.test/', documentElement: { dataset: {} }, createTreeWalker: () => ({}) });
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    vi.stubGlobal('localStorage', { getItem: () => null });
    const { SextantApp } = await import('../src/app/app');
    page = new SextantApp() as unknown as Page;
  });

  it('keeps nothing of an earlier run of the server', () => {
    const { events } = page.stream;
    const flow = { seq: 700 } as Flow;
    events.status({ run: 'first', eventsPerSecond: 90 } as Status);
    events.flows([flow]);
    events.lost({ count: 5 } as Lost);
    page.chosen = flow;
    events.status({ run: 'first', eventsPerSecond: 91 } as Status);
    expect([page.rows.length, page.missed, page.rates, page.chosen]).toEqual([1, 5, [90, 91], flow]);

    events.status({ run: 'second', eventsPerSecond: 2 } as Status);
    expect([page.rows.length, page.missed, page.rates, page.chosen]).toEqual([0, 0, [2], undefined]);

    events.flows([{ seq: 3 } as Flow]);
    expect(page.rows.map((row) => row.seq)).toEqual([3]);
  });
});
