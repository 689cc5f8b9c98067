/** Numbers and times as the page writes them. */

const COMPACT = ['', 'k', 'M', 'G'];

/** 1234 → "1.2k": at most three significant digits and a unit. */
export function compact(value: number): string {
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < COMPACT.length - 1) {
    rest /= 1000;
    unit++;
  }
  const digits = rest >= 100 || (unit === 0 && Number.isInteger(rest)) ? 0 : 1;
  return rest.toFixed(digits).replace(/\.0$/, '') + COMPACT[unit];
}

export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Events per second: "12/s", "0.4/s", "<0.1/s"; nothing at all is "idle". */
export function rate(perSecond: number): string {
  if (perSecond <= 0) return 'idle';
  if (perSecond < 0.1) return '<0.1/s';
  return `${compact(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`;
}

/** 75 → "1 min 15 s"; the two largest units. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`;
  const minutes = Math.floor(s / 60);
  if (s < 86_400) return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`;
}

/** With the date in front: "24 Nov 13:37:02.417". */
export function stamp(rfc3339: string): string {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${clock(rfc3339)}`;
}

/** Wall clock of the reader with milliseconds: "13:37:02.417". */
export function clock(rfc3339: string): string {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
