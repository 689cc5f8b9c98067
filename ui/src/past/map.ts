import type { MapSnapshot } from '../model';
import type { Range } from './range';

/** The map of a range, or why there is none. */
export interface PastMap {
  map?: MapSnapshot;
  error: string;
}

/** Asks for the map of one range at a time. */
export class PastMapReader {
  private asked?: AbortController;

  constructor(
    private readonly url: string,
    private readonly changed: (map: PastMap) => void,
    private readonly get: typeof fetch = (...of) => fetch(...of),
  ) {}

  async open(range: Range): Promise<void> {
    this.close();
    const asked = new AbortController();
    this.asked = asked;
    const drawn = await this.draw(range, asked.signal);
    if (this.asked === asked) this.changed(drawn);
  }

  close(): void {
    this.asked?.abort();
    this.asked = undefined;
    this.changed({ error: '' });
  }

  private async draw(range: Range, signal: AbortSignal): Promise<PastMap> {
    try {
      const answer = await this.get(`${this.url}?${new URLSearchParams({ ...range })}`, { signal });
      return answer.ok ? { map: (await answer.json()) as MapSnapshot, error: '' } : { error: `the server answered ${answer.status}` };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}
