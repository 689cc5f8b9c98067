import { describe, expect, it } from 'vitest';
import { parseFilter, toQuery, withField, writeFilter } from '../src/filter/parse';

const query = (input: string) => toQuery(parseFilter(input).tokens).toString();
const errors = (input: string) => parseFilter(input).errors.map((e) => e.message);

describe('filter', () => {
  it('nothing typed has no criteria', () => {
    expect(parseFilter('   ')).toEqual({ tokens: [], errors: [] });
  });

  it('fields become query parameters, in the spelling of the server', () => {
    expect(query('namespace:shop verdict:dropped protocol:tcp port:0053')).toBe(
      'namespace=shop&verdict=DROPPED&protocol=TCP&port=53',
    );
  });

  it('a comma separates alternatives and ! negates each of them', () => {
    expect(query('!verdict:FORWARDED,TRACED')).toBe('verdict=%21FORWARDED&verdict=%21TRACED');
  });

  it('words without a field are free text, quoted words stay together', () => {
    expect(parseFilter('tls "policy denied" reason:"stale or"').tokens).toEqual([
      { field: 'text', values: ['tls'], negated: false },
      { field: 'text', values: ['policy denied'], negated: false },
      { field: 'reason', values: ['stale or'], negated: false },
    ]);
  });

  it('a wrong value is refused with the field, the value and what would be right', () => {
    expect(errors('port:http')).toEqual(['“http” is not a value of port; it takes a number from 0 to 65535.']);
    expect(errors('port:65536')[0]).toContain('65535');
    expect(errors('verdict:DENIED')[0]).toContain('FORWARDED, DROPPED');
    expect(errors('namespace:')).toEqual(['namespace: has no value; it takes a namespace name.']);
  });

  it('an unknown field is refused with the nearest known one', () => {
    expect(errors('ns:shop')[0]).toContain('There is no field “ns”');
    expect(errors('protoc:TCP')[0]).toContain('did you mean protocol:TCP?');
  });

  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '2001:db8:0:0:0:0:0:1', '::ffff:10.0.0.1'])('%s is an address', (ip) => {
    expect(errors(`ip:${ip}`)).toEqual([]);
  });

  it.each(['10.0.0', '10.0.0.256', '10.0.0.0/33', '1:2', '1::2::3', 'fd00::/129', '10.0.0.0/8/8'])('%s is no address', (ip) => {
    expect(errors(`ip:${ip}`)).toHaveLength(1);
  });

  it('right parts hold although others are wrong', () => {
    const filter = parseFilter('namespace:shop port:x');
    expect(filter.tokens).toHaveLength(1);
    expect(filter.errors).toHaveLength(1);
  });

  it('a written filter reads as the same filter', () => {
    for (const input of ['namespace:shop !verdict:DROPPED,AUDIT', 'reason:"policy denied" x', '"a:b" ip:fd00::1', '!x']) {
      const tokens = parseFilter(input).tokens;
      expect(parseFilter(writeFilter(tokens)).tokens).toEqual(tokens);
    }
  });

  it('one field is replaced, the others stay', () => {
    expect(withField('namespace:shop verdict:DROPPED', 'verdict', [])).toBe('namespace:shop');
    expect(withField('namespace:shop', 'verdict', ['DROPPED'])).toBe('namespace:shop verdict:DROPPED');
  });
});
