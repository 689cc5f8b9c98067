import type { LitElement } from 'lit';
import type { MapSnapshot } from '../model';
import { PastMapReader, type PastMap } from './map';
import { NO_PAST, PastFlows, type Past } from './pages';
import type { Range } from './range';

/** All that the page knows of one part of the past: its flows and its map. Draws its host anew when it learns more. */
export class PastView {
  flows: Past = NO_PAST;
  private drawn: PastMap = { error: '' };
  private readonly pages: PastFlows;
  private readonly maps: PastMapReader;

  constructor(host: LitElement) {
    const url = (path: string) => new URL(path, document.baseURI).href;
    this.pages = new PastFlows(url('api/v1/flows'), (flows) => {
      this.flows = flows;
      host.requestUpdate();
    });
    this.maps = new PastMapReader(url('api/v1/map'), (drawn) => {
      this.drawn = drawn;
      host.requestUpdate();
    });
  }

  get map(): MapSnapshot | undefined {
    return this.drawn.map;
  }

  /** Why there is no map; empty when there is one, or it is on its way. */
  get mapError(): string {
    return this.drawn.error;
  }

  /** Where the flows are to be had as a file. */
  get links(): { csv: string; ndjson: string } {
    return { csv: this.pages.download('csv'), ndjson: this.pages.download('ndjson') };
  }

  open(range: Range, criteria: URLSearchParams): void {
    this.pages.open(range, criteria);
    void this.maps.open(range);
  }

  older(): void {
    this.pages.older();
  }

  close(): void {
    this.pages.close();
    this.maps.close();
  }
}
