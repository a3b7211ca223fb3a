import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEPTH_MAX,
  type Json,
  JsonError,
  parseJson,
  parseJsonSlices,
} from '../../../server/wire/json/parse.ts';

/** What `JSON.parse` would have made of it. */
function plain(json: Json): unknown {
  if (json instanceof Map) {
    const made: Record<string, unknown> = Object.create(null);
    for (const [name, value] of json) made[name] = plain(value);
    return made;
  }
  if (typeof json === 'bigint') return Number(json);
  return Array.isArray(json) ? json.map((each: Json) => plain(each)) : json;
}

function offence(text: string): JsonError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error(`${text.slice(0, 80)} was read`);
}

describe('JSON text', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'large' }), fc.constantFrom(0, 1, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);

        expect(JSON.stringify(plain(parseJson(spaced)))).toBe(JSON.stringify(JSON.parse(spaced)));
      }),
    );
  });

  it('is refused where JSON.parse refuses it', () => {
    const snippets = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      ' ',
      'true',
      'null',
      '\\',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...snippets), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const [mine, theirs] = [parseJson, JSON.parse].map((parse) => {
          try {
            return parse(text) !== undefined;
          } catch {
            return false;
          }
        });
        // A repeated name is the one thing in which we are stricter.
        if (!/"a"\s*:.*"a"\s*:/.test(text)) expect(mine).toBe(theirs);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9223372036854775808', -9_223_372_036_854_775_808n],
    ['-0', 0],
    ['1e3', 1000],
    ['0.5', 0.5],
  ])('keeps %s exactly', (text, value) => {
    expect(Object.is(parseJson(text), value)).toBe(true);
  });

  it('knows no prototypes', () => {
    const read = parseJson('{"__proto__":{"polluted":true},"constructor":1}') as Map<string, Json>;

    expect([...read.keys()]).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('tells where a mistake is', () => {
    expect(offence('{"a":\n tru}')).toMatchObject({
      index: 7,
      message: 'Unexpected character "t" seen',
    });
    expect(offence('[1')).toMatchObject({ message: 'Unexpected end of the JSON document' });
  });

  it.each([
    ['a repeated name', '{"a":1,"b":{"a":1},"a":2}', 'Property "a" is repeated'],
    ['a number beyond all bounds', '1e999', 'Number 1e999 is too large'],
    ['an endless number', '1'.repeat(1_000), 'A number is too long'],
    ['a name without end', `{"${'a'.repeat(300)}":1}`, 'A property name is too long'],
    ['a raw control character', '"a\u0000"', 'Unexpected character "\\u0000" seen'],
    ['two documents', '{} {}', 'Unexpected character "{" seen'],
  ])('is refused with %s', (_what, text, message) => {
    expect(offence(text).message).toBe(message);
  });

  it.each([65, 5_000, 1_000_000])('is refused when nested %i deep', (depth) => {
    expect(offence('['.repeat(depth)).message).toContain(`deeper than ${DEPTH_MAX}`);
    expect(offence('{"a":'.repeat(depth)).message).toContain(`deeper than ${DEPTH_MAX}`);
  });

  it('is refused when it holds too many values', () => {
    expect(offence(`[${'0,'.repeat(500_000)}0]`).message).toContain('exceeds configured maximum');
  });

  it('is the same in slices', () => {
    const text = JSON.stringify(Array.from({ length: 50_000 }, (_, index) => ({ index })));
    const slices = parseJsonSlices(text);
    let count = 0;
    let slice = slices.next();
    for (; !slice.done; slice = slices.next()) count += 1;

    expect(count).toBeGreaterThan(2);
    expect(JSON.stringify(plain(slice.value))).toBe(text);
  });
});
