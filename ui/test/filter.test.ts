import { afterEach, describe, expect, it, vi } from 'vitest';
import { check, fields } from '../src/filter/language';
import { terms, values, withField, withTerm } from '../src/filter/parse';

describe('terms of a query', () => {
  it('stand between blanks, unless in quotation marks or parentheses', () => {
    expect(terms('  port:53  -"a b" label:"app in (a, \\"b c\\")" (x OR y z) q')).toEqual([
      'port:53', '-"a b"', 'label:"app in (a, \\"b c\\")"', '(x OR y z)', 'q',
    ]);
    expect(terms('')).toEqual([]);
    expect(terms('a) b')).toEqual(['a)', 'b']);
  });

  it('tell the values of a field where all of them must hold', () => {
    expect(values('verdict:DROPPED,AUDIT port:1', 'verdict')).toEqual(['DROPPED', 'AUDIT']);
    expect(values('Verdict:DROPPED', 'verdict')).toEqual(['DROPPED']);
    expect(values('-verdict:DROPPED', 'verdict')).toEqual([]);
    expect(values('NOT verdict:DROPPED', 'verdict')).toEqual([]);
    expect(values('verdict:DROPPED OR port:1', 'verdict')).toEqual([]);
    expect(values('(verdict:DROPPED OR port:1) ns:x', 'verdict')).toEqual([]);
    expect(values('verdict:(DROPPED OR AUDIT)', 'verdict')).toEqual([]);
  });

  it('of one field are replaced, the others stay', () => {
    expect(withField('namespace:shop verdict:DROPPED', 'verdict', [])).toBe('namespace:shop');
    expect(withField('namespace:shop', 'verdict', ['DROPPED'])).toBe('namespace:shop verdict:DROPPED');
    expect(withField('verdict:AUDIT x', 'verdict', ['DROPPED', 'ERROR'])).toBe('x verdict:DROPPED,ERROR');
    expect(withField('a OR b', 'verdict', ['DROPPED'])).toBe('(a OR b) verdict:DROPPED');
    expect(withField('a OR b', 'verdict', [])).toBe('a OR b');
    expect(withField('NOT verdict:DROPPED', 'verdict', [])).toBe('NOT verdict:DROPPED');
  });

  it('are added once, and hold beside alternatives', () => {
    expect(withTerm('', 'port:1')).toBe('port:1');
    expect(withTerm('a', 'port:1')).toBe('a port:1');
    expect(withTerm('a port:1', 'port:1')).toBe('a port:1');
    expect(withTerm('a || b', 'port:1')).toBe('(a || b) port:1');
  });
});

describe('language', () => {
  const answer = (body: unknown) => vi.fn(() => Promise.resolve({ json: () => Promise.resolve(body) }));

  afterEach(() => vi.unstubAllGlobals());

  function serve(fetched: unknown): void {
    vi.stubGlobal('document', { baseURI: 'http://sextant.test/some/' });
    vi.stubGlobal('fetch', fetched);
  }

  it('is asked of the server, by the text as it is typed', async () => {
    const fetched = answer({});
    serve(fetched);
    expect(await check('port:1 "a&b"')).toBeUndefined();
    expect(String(fetched.mock.calls.flat()[0])).toBe('http://sextant.test/some/api/v1/query?q=port%3A1+%22a%26b%22');
  });

  it('says what is wrong and where', async () => {
    serve(answer({ wrong: { column: 6, length: 4, message: 'port takes a number' } }));
    expect(await check('port:http')).toEqual({ column: 6, length: 4, message: 'port takes a number' });
  });

  it('is not asked of nothing, and silence is no mistake', async () => {
    const fetched = vi.fn(() => Promise.reject(new Error('gone')));
    serve(fetched);
    expect(await check('   ')).toBeUndefined();
    expect(fetched).not.toHaveBeenCalled();
    expect(await check('x')).toBeUndefined();
    expect(await fields()).toEqual([]);
  });

  it('has fields that are asked for once, after they came', async () => {
    const fetched = answer({ fields: [{ name: 'port' }] });
    serve(fetched);
    expect(await fields()).toEqual([{ name: 'port' }]);
    expect(await fields()).toEqual([{ name: 'port' }]);
    expect(fetched).toHaveBeenCalledOnce();
  });
});
