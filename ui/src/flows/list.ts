import type { Flow } from '../model';

/** The newest flows, newest first, each once; the oldest leave when it is full. */
export class FlowList {
  private kept: Flow[] = [];

  constructor(private readonly capacity = 5000) {}

  get rows(): readonly Flow[] {
    return this.kept;
  }

  clear(): void {
    this.kept = [];
  }

  /** Flows in the order of the stream, oldest first. Returns how many were new. */
  add(batch: readonly Flow[]): number {
    const newest = this.kept[0]?.seq ?? -1;
    const fresh = batch.filter((flow) => flow.seq > newest).sort((a, b) => b.seq - a.seq);
    const unique = fresh.filter((flow, i) => i === 0 || flow.seq !== fresh[i - 1]!.seq);
    if (unique.length > 0) this.kept = [...unique, ...this.kept].slice(0, this.capacity);
    return unique.length;
  }
}
