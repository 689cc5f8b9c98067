import type { Flow, Lost, MapSnapshot, Status } from './model';

export type Connection = 'connecting' | 'live' | 'lost' | 'refused';

export interface StreamEvents {
  flows(flows: Flow[]): void;
  map(map: MapSnapshot): void;
  status(status: Status): void;
  lost(lost: Lost): void;
  connection(state: Connection, detail?: string): void;
}

/** The part of EventSource that is used here; tests bring their own. */
export interface Source {
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent) => void): void;
  close(): void;
}

const CLOSED = 2;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

/**
 * One server-sent event stream. The browser's EventSource comes back by itself, with Last-Event-ID, after a broken
 * connection; after an HTTP error it gives up, and then this class asks again with growing delay and the last position.
 */
export class FlowStream {
  private source?: Source;
  private timer?: ReturnType<typeof setTimeout>;
  private attempt = 0;
  private lastId = '';
  private query = new URLSearchParams();

  constructor(
    private readonly url: string,
    private readonly events: StreamEvents,
    private readonly open: (url: string) => Source = (address) => new EventSource(address),
  ) {}

  /** Starts anew with other criteria; flows come again from the beginning of the backlog. */
  follow(query: URLSearchParams): void {
    this.query = query;
    this.lastId = '';
    this.attempt = 0;
    this.connect();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  private connect(): void {
    this.close();
    this.events.connection('connecting');
    const query = new URLSearchParams(this.query);
    if (this.lastId) query.set('after', this.lastId);
    const source = this.open(`${this.url}?${query}`);
    this.source = source;
    const on = <T>(type: string, take: (data: T) => void) =>
      source.addEventListener(type, (event) => {
        if (this.source !== source) return;
        if (event.lastEventId) this.lastId = event.lastEventId;
        take(JSON.parse(event.data as string) as T);
      });
    on<Flow[]>('flows', (flows) => this.events.flows(flows));
    on<MapSnapshot>('map', (map) => this.events.map(map));
    on<Status>('status', (status) => this.events.status(status));
    on<Lost>('lost', (lost) => this.events.lost(lost));
    source.onopen = () => {
      if (this.source !== source) return;
      this.attempt = 0;
      this.events.connection('live');
    };
    source.onerror = () => {
      if (this.source === source) this.broken(source);
    };
  }

  private broken(source: Source): void {
    if (source.readyState !== CLOSED) {
      this.events.connection('lost', 'The server does not answer; trying again.');
      return;
    }
    const delay = RETRY_MS[Math.min(this.attempt++, RETRY_MS.length - 1)]!;
    this.events.connection('refused', `The server refused the stream; trying again in ${delay / 1000} s.`);
    this.timer = setTimeout(() => this.connect(), delay);
  }
}
