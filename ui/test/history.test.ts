import { describe, expect, it } from 'vitest';
import { historyLine } from '../src/header/history';
import type { History } from '../src/model';

const now = Date.parse('2026-01-15T12:00:00Z');
const well: History = { state: 'storing', message: '', flows: 1_234_567, bytesPerFlow: 45.3, oldest: '2026-01-15T10:00:00Z', daysUntilFull: 2.5, notStored: { disk_full: 0 }, setAside: 0 };

describe('history', () => {
  it('says what it holds and for how long there is room', () => {
    expect(historyLine(well, now)).toBe('History holds 1.2M flows of the last 2 h, 45 bytes each; its disk is full in 2 d 12 h at this pace.');
  });

  it('says that it is empty', () => {
    expect(historyLine({ ...well, flows: 0, oldest: undefined, daysUntilFull: undefined }, now)).toBe('History holds no flow yet.');
  });

  it('says first that nothing is stored, and why', () => {
    const full: History = { ...well, state: 'full', message: 'No space left', notStored: { disk_full: 7000, failed: 5 }, setAside: 1 };
    expect(historyLine(full, now)).toBe('The disk of history is full, new flows are not stored: No space left. '
      + 'History holds 1.2M flows of the last 2 h, 45 bytes each; 7,005 could not be stored; 1 partition could not be read.');
    expect(historyLine({ ...full, state: 'stopped' }, now)).toMatch(/^History has stopped, new flows are not stored: No space left\./);
  });
});
