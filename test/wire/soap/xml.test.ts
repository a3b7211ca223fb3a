import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { positionOf } from '../../../server/wire/codec/position.ts';
import { type XmlElement, XmlReader } from '../../../server/wire/soap/xml.ts';
import {
  ATTRIBUTES_MAX,
  DEPTH_MAX,
  ELEMENTS_MAX,
  REFERENCES_MAX,
  XmlError,
} from '../../../server/wire/soap/xml-guard.ts';

const reader = new XmlReader();

describe('reading XML', () => {
  it('resolves prefixes and default namespaces, wherever declared', () => {
    const root = reader.read('<a:r xmlns:a="A"><c xmlns="B"><d/><e xmlns=""/></c><a:f/></a:r>');

    expect(names(root)).toBe('{A}r({B}c({B}d(){}e()){A}f())');
  });

  it('keeps attributes of one local name apart by namespace', () => {
    const [reference] = reader.read(
      '<r xmlns:xsi="XSI"><v type="Folder" xsi:type="MoRef">g</v></r>',
    ).children;

    expect(reference?.attributes).toEqual([
      { name: 'type', namespace: '', value: 'Folder' },
      { name: 'type', namespace: 'XSI', value: 'MoRef' },
    ]);
  });

  it.each([
    ['007', '007'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['true', 'true'],
    ['  lead and trail ', '  lead and trail '],
    ['<![CDATA[a]]>b<![CDATA[&amp;<]]>', 'ab&amp;<'],
    ['a<!-- -->b', 'ab'],
    ['a&#34;&#39;&#xA;&#x9;&amp;&lt;&gt;&quot;&apos;', 'a"\'\n\t&<>"\''],
    ['&amp;lt;', '&lt;'],
    ['&#x1F600;é', '😀é'],
    ['a\r\nb', 'a\nb'],
    [']] >', ']] >'],
  ])('keeps the text %j to the letter', (written, text) => {
    expect(reader.read(`<r>${written}</r>`).text).toBe(text);
  });

  it('tells where an element stands', () => {
    const source = '<?xml version="1.0"?>\n<r>\n  <c/></r>';

    const [child] = reader.read(source).children;

    expect(positionOf(source, child?.index ?? 0)).toEqual({ line: 3, column: 2 });
  });

  it.each([
    ['<a><b></a></b>', 'mismatched'],
    ['<a>', 'unclosed'],
    ['<a></a></a>', 'closed twice'],
    ['<a/><b/>', 'two roots'],
    ['<a/>x', 'text after'],
    ['x<a/>', 'text before'],
    ['', 'empty'],
    ['hello', 'text only'],
    ['{"a":1}', 'JSON'],
    ['<a x="1" x="2"/>', 'repeated attribute'],
    ['<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', 'attribute repeated under two prefixes'],
    ['<a x=1/>', 'unquoted attribute'],
    ['<a x/>', 'bare attribute'],
    ['<a x="<"/>', 'markup in an attribute'],
    ['<p:a/>', 'undeclared prefix'],
    ['<a p:x="1"/>', 'undeclared prefix of an attribute'],
    ['<a xmlns:p=""/>', 'prefix undeclared'],
    ['<a xmlns:xml="u"/>', 'prefix xml bound to another namespace'],
    [
      '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
      'namespace of xml under another prefix',
    ],
    ['<a xmlns="http://www.w3.org/XML/1998/namespace"/>', 'namespace of xml as default'],
    ['<a xmlns:p="http://www.w3.org/2000/xmlns/"/>', 'namespace of xmlns declared'],
    ['<:a/>', 'empty prefix'],
    ['<a:b:c xmlns:a="x"/>', 'two colons'],
    ['<a>&</a>', 'bare ampersand'],
    ['<a>&nbsp;</a>', 'entity of HTML'],
    ['<a>&x;</a>', 'unknown entity'],
    ['<a>&#0;</a>', 'NUL by reference'],
    ['<a>&#1;</a>', 'control by reference'],
    ['<a>&#xD800;</a>', 'surrogate by reference'],
    ['<a>&#x110000;</a>', 'beyond Unicode'],
    ['<a>\u0000</a>', 'NUL'],
    ['<a>\u0008</a>', 'control character'],
    ['<a>\uFFFE</a>', 'non-character'],
    ['<a>]]></a>', 'stray section end'],
    ['<a><![CDATA[x</a>', 'unclosed section'],
    ['<a><!-- x -- y --></a>', 'double dash in a comment'],
    ['<a><!-- x</a>', 'unclosed comment'],
    ['<a><?php x?></a>', 'processing instruction'],
    [' <?xml version="1.0"?><a/>', 'late declaration'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'Latin-1 declared'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', 'UTF-16 declared'],
    ['<!DOCTYPE a><a/>', 'document type'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'internal entity'],
    ['<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', 'external document type'],
    ['<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>', 'parameter entity'],
    ['<a><!DOCTYPE b></a>', 'document type inside'],
    ['<__proto__/>', 'name of a prototype'],
    ['<a><constructor/></a>', 'name of a constructor'],
    ['<', 'a single bracket'],
    ['<a', 'cut tag'],
    ['<a b="', 'cut attribute'],
  ])('refuses %j (%s)', (written) => {
    expect(() => reader.read(written)).toThrow(XmlError);
  });

  it('leaves prototypes alone', () => {
    const root = reader.read('<r xmlns:x="X"><x:y __proto__="1" constructor="2"/></r>');

    expect(root.children[0]?.attributes.map((each) => each.name)).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['depth', `${'<a>'.repeat(DEPTH_MAX + 1)}${'</a>'.repeat(DEPTH_MAX + 1)}`],
    ['depth without end', '<a>'.repeat(100_000)],
    ['elements', `<r>${'<a/>'.repeat(ELEMENTS_MAX)}</r>`],
    ['attributes', `<a ${attributes(ATTRIBUTES_MAX + 1)}/>`],
    ['many attributes', `<a ${attributes(200_000)}/>`],
    ['length of a name', `<${'a'.repeat(300)}/>`],
    ['length of a long name', `<${'a'.repeat(10_000_000)}/>`],
    ['references', `<a>${'&#65;'.repeat(REFERENCES_MAX + 1)}</a>`],
    ['brackets', '<'.repeat(1_000_000)],
    ['document types', '<!DOCTYPE '.repeat(100_000)],
    ['spaces in a tag', `<a${' '.repeat(1_000_000)}`],
  ])('refuses too much %s', (_what, written) => {
    expect(() => reader.read(written)).toThrow(XmlError);
  });

  it('says what vCenter says of too many elements', () => {
    const written = `<r>${'<a/>'.repeat(ELEMENTS_MAX)}</r>`;

    expect(() => reader.read(written)).toThrow(
      'XML document element count exceeds configured maximum 500000',
    );
  });

  it('accepts the deepest document allowed', () => {
    const written = `${'<a>'.repeat(DEPTH_MAX)}${'</a>'.repeat(DEPTH_MAX)}`;

    expect(reader.read(written).name).toBe('a');
  });
});

describe('reading long XML in slices', () => {
  it.each([
    ['a run of short elements', `<r xmlns="A">${'<c x="1">t</c>'.repeat(10_000)}</r>`],
    [
      'long elements in long elements',
      `<?xml version="1.0"?>\n<!-- x --><p:r xmlns:p="A" p:a="&lt;">${'text &amp; <!-- <x> -->'.repeat(3_000)}<p:m xmlns="B">${'<i/>'.repeat(30_000)}<![CDATA[<i>]]></p:m>between${'<p:n>n</p:n>'.repeat(10_000)}</p:r>\n`,
    ],
    ['a long text', `<r>${'x'.repeat(300_000)}<c/>${'y'.repeat(300_000)}</r>`],
    ['a short document', '<r><c/></r>'],
    ['lines', `<r>\r\n${'<c>\r\n</c>\r\n'.repeat(10_000)}</r>`],
    ['a long attribute', `<r><c a="${'x'.repeat(200_000)}"><d/></c></r>`],
  ])('gives the same tree as at once, of %s', (_what, written) => {
    const slices = [...slicesOf(written)];

    expect(isSameTree(slices.at(-1), reader.read(written))).toBe(true);
  });

  it('gives the same tree of random documents', () => {
    const long = fc
      .tuple(document(), document(), fc.integer({ min: 1, max: 3 }))
      .map(([one, two, depth]) => {
        const [short, shorter] = [bare(one), bare(two)];
        const many = (short + shorter).repeat(Math.ceil(80_000 / (short.length + shorter.length)));
        return `${'<w xmlns="W">'.repeat(depth)}${many}${`</w>${short}`.repeat(depth - 1)}</w>`;
      });
    fc.assert(
      fc.property(fc.noShrink(long), (written) => {
        expect(isSameTree([...slicesOf(written)].at(-1), reader.read(written))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('takes many slices for much', () => {
    expect([...slicesOf(`<r>${'<c/>'.repeat(150_000)}</r>`)].length).toBeGreaterThan(8);
  });

  it.each([
    ['ill-formed', `<r>${'<c/>'.repeat(40_000)}</x>`],
    ['cut', `<r>${'<c/>'.repeat(40_000)}`],
    ['with an undeclared prefix', `<r>${'<c/>'.repeat(40_000)}<p:c/></r>`],
  ])('refuses what is %s, telling where', (_what, written) => {
    const offence = attemptError(() => reader.read(written));
    const sliced = attemptError(() => [...slicesOf(written)]);

    expect(sliced).toBeInstanceOf(XmlError);
    expect(sliced).toEqual(offence);
    expect((sliced as XmlError).index).toBe((offence as XmlError).index);
  });
});

describe('reading XML beside another reader', () => {
  it('understands random documents alike', () => {
    fc.assert(
      fc.property(document(), (written) => {
        expect(flatten(reader.read(written))).toEqual(readWithSaxes(written));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses mutated documents which the other refuses', () => {
    fc.assert(
      fc.property(mutatedDocument(), (written) => {
        const ours = attempt(() => flatten(reader.read(written)));
        const theirs = attempt(() => readWithSaxes(written));
        // Ours may refuse more: document types, instructions, deep or long input.
        if (ours !== undefined) expect(ours).toEqual(theirs);
      }),
      { numRuns: 10_000 },
    );
  });
});

function attributes(count: number): string {
  return Array.from({ length: count }, (_each, place) => `a${place}=""`).join(' ');
}

function names(element: XmlElement): string {
  return `{${element.namespace}}${element.name}(${element.children.map(names).join('')})`;
}

interface Flat {
  name: string;
  namespace: string;
  attributes: readonly string[];
  text: string;
  children: Flat[];
}

function flatten(element: XmlElement): Flat {
  return {
    name: element.name,
    namespace: element.namespace,
    attributes: element.attributes
      .map((each) => `{${each.namespace}}${each.name}=${each.value}`)
      .toSorted(),
    text: element.text,
    children: element.children.map(flatten),
  };
}

function readWithSaxes(written: string): Flat {
  const open: Flat[] = [{ name: '', namespace: '', attributes: [], text: '', children: [] }];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const flat: Flat = {
      name: tag.local,
      namespace: tag.uri,
      attributes: Object.values(tag.attributes)
        .filter((each) => each.prefix !== 'xmlns' && each.name !== 'xmlns')
        .map((each) => `{${each.uri}}${each.local}=${each.value}`)
        .toSorted(),
      text: '',
      children: [],
    };
    open.at(-1)?.children.push(flat);
    open.push(flat);
  });
  const addText = (text: string): void => {
    const current = open.at(-1);
    if (current) current.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => void open.pop());
  parser.write(written).close();
  return open[0]?.children[0] as Flat;
}

/** Nothing for each slice, then the tree. */
function* slicesOf(written: string): Generator<XmlElement | undefined> {
  const slices = reader.readSlices(written);
  let slice = slices.next();
  for (; !slice.done; slice = slices.next()) yield undefined;
  yield slice.value;
}

/** Trees of this size are too much for an assertion to show. */
function isSameTree(one: XmlElement | undefined, other: XmlElement): boolean {
  const show = (each: XmlElement | undefined): string =>
    JSON.stringify(each, (key, value) => (key === 'prefixes' ? [...value] : value));
  return show(one) === show(other);
}

function bare(written: string): string {
  return written.replace(/^<\?xml[^>]*>/, '').trim();
}

function attemptError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function document(): fc.Arbitrary<string> {
  const name = fc.constantFrom('a', 'Body', 'x:y', 'p:_this', 'e-1.2', 'n\u00E4me');
  const text = fc.oneof(
    fc.constantFrom('', ' ', '\n', '\r\n', 'x', '&amp;', '&#10;', '&#x41;', '007', '😀', '>', '"'),
    fc.constantFrom('<![CDATA[<&]]>', '<![CDATA[]]>', '<!-- c > -->', '<!---->'),
  );
  const attribute = fc
    .tuple(
      fc.constantFrom('t', 'x:t', 'p:u', 'id'),
      fc.constantFrom('', 'v', '&lt;', 'a>b', "it's", '\t'),
    )
    .map(([key, value]) => ` ${key}="${value}"`);
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        name,
        fc.uniqueArray(attribute, { maxLength: 3, selector: (each) => each.split('=')[0] }),
        fc.array(fc.oneof({ depthSize: 'small' }, text, tie('element')), { maxLength: 4 }),
        fc.boolean(),
      )
      .map(([tag, attrs, content, short]) => {
        const declared = ' xmlns:x="urn:x" xmlns:p="urn:p"';
        const start = `<${tag}${declared}${attrs.join('')}`;
        return short && content.length === 0
          ? `${start}/>`
          : `${start} >${content.join('')}</${tag} >`;
      }),
  }));
  return fc
    .tuple(fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n', '<!--x-->'), element)
    .map(([head, body]) => head + body);
}

function mutatedDocument(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '&',
    ';',
    '"',
    "'",
    '=',
    ' ',
    ':',
    '<!',
    ']]>',
    '<a>',
    '</a>',
    '&#0;',
    '\u0001',
    'xmlns=""',
    '--',
  );
  return fc
    .tuple(
      document(),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 6 }), piece), { minLength: 1, maxLength: 3 }),
    )
    .map(([written, edits]) => {
      let text = written;
      for (const [where, cut, put] of edits) {
        const at = where % (text.length + 1);
        text = text.slice(0, at) + put + text.slice(at + cut);
      }
      return text;
    });
}
