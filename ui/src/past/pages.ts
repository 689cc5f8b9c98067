import type { Completeness, Flow } from '../model';
import type { Range } from './range';

/** What GET /api/v1/flows answers. */
interface Page {
  flows: Flow[];
  next?: string;
  cutOff: boolean;
  missed: number;
  completeness: Completeness;
}

/** What is known of a range so far. */
export interface Past {
  /** Newest first. */
  rows: readonly Flow[];
  loading: boolean;
  /** Whether there are older ones. */
  more: boolean;
  /** Whether the server ran out of time in the last page. */
  cutOff: boolean;
  /** Events that left the server's memory while it read. */
  missed: number;
  completeness?: Completeness;
  error: string;
}

export const NO_PAST: Past = { rows: [], loading: false, more: false, cutOff: false, missed: 0, error: '' };

const PAGE_ROWS = 300;
/** As many as a browser keeps with ease. */
export const MOST_ROWS = 20_000;

/** The flows of a range, page after page, each asked for once. */
export class PastFlows {
  private past = NO_PAST;
  private query = new URLSearchParams();
  private next = '';
  private asked?: AbortController;

  constructor(
    private readonly url: string,
    private readonly changed: (past: Past) => void,
    private readonly get: typeof fetch = (...of) => fetch(...of),
  ) {}

  open(range: Range, criteria: URLSearchParams): void {
    this.close();
    this.query = new URLSearchParams(criteria);
    this.query.set('since', range.since);
    this.query.set('until', range.until);
    void this.ask();
  }

  /** The next page, unless one is on its way or there is none. */
  older(): void {
    if (!this.past.loading && this.past.more && this.past.rows.length < MOST_ROWS) void this.ask();
  }

  close(): void {
    this.asked?.abort();
    this.asked = undefined;
    this.next = '';
    this.give(NO_PAST);
  }

  /** Where the same flows are to be had as a file. */
  download(format: 'csv' | 'ndjson'): string {
    const query = new URLSearchParams(this.query);
    query.set('format', format);
    return `${this.url}?${query}`;
  }

  private async ask(): Promise<void> {
    const asked = new AbortController();
    this.asked = asked;
    this.give({ ...this.past, loading: true, error: '' });
    const query = new URLSearchParams(this.query);
    query.set('limit', String(PAGE_ROWS));
    if (this.next) query.set('cursor', this.next);
    try {
      const page = await this.page(query, asked.signal);
      if (this.asked === asked) this.took(page);
    } catch (error) {
      if (this.asked === asked) this.give({ ...this.past, loading: false, error: error instanceof Error ? error.message : String(error) });
    }
  }

  private async page(query: URLSearchParams, signal: AbortSignal): Promise<Page> {
    const answer = await this.get(`${this.url}?${query}`, { signal, headers: { Accept: 'application/json' } });
    if (answer.ok) return (await answer.json()) as Page;
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `The server answered ${answer.status}.`);
  }

  private took(page: Page): void {
    this.next = page.next ?? '';
    this.give({
      rows: [...this.past.rows, ...page.flows],
      loading: false,
      more: !!page.next,
      cutOff: page.cutOff,
      missed: this.past.missed + page.missed,
      completeness: page.completeness,
      error: '',
    });
  }

  private give(past: Past): void {
    this.past = past;
    this.changed(past);
  }
}
