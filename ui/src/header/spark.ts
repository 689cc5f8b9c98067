/** A line through the values and the area under it, scaled to the largest, the newest at the right edge. */
export function sparkline(values: readonly number[], width: number, height: number, room: number): { line: string; area: string } | undefined {
  if (values.length < 2) return undefined;
  const top = Math.max(1, ...values);
  const step = width / (room - 1);
  const left = width - (values.length - 1) * step;
  const points = values.map((v, i) => `${(left + i * step).toFixed(1)} ${(height - 1 - (v / top) * (height - 3)).toFixed(1)}`);
  const line = `M${points.join('L')}`;
  return { line, area: `${line}L${width} ${height}L${left.toFixed(1)} ${height}Z` };
}
