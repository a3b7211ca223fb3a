import { canonical } from '../../../server/wire/tokens/canonical.ts';
import { elementsOf, readXml, textOf, type XmlNode } from '../../../server/wire/tokens/xml-node.ts';

/** The element found by taking the first child so many times. */
function inner(node: XmlNode, steps: number): XmlNode {
  const child = elementsOf(node)[0];
  return steps === 0 || !child ? node : inner(child, steps - 1);
}

describe('canonical', () => {
  it.each([
    ['an empty element gets an end tag', '<a/>', '<a></a>'],
    [
      'attributes are sorted by namespace, then name',
      '<a xmlns:z="urn:1" xmlns:b="urn:2" b:y="3" z:x="2" q="1" d="0"/>',
      '<a xmlns:b="urn:2" xmlns:z="urn:1" d="0" q="1" z:x="2" b:y="3"></a>',
    ],
    [
      'namespaces stand where they are used',
      '<a xmlns:n="urn:n"><n:b><n:c/></n:b><n:d/></a>',
      '<a><n:b xmlns:n="urn:n"><n:c></n:c></n:b><n:d xmlns:n="urn:n"></n:d></a>',
    ],
    [
      'the default namespace is taken back',
      '<a xmlns="urn:a"><b xmlns=""/></a>',
      '<a xmlns="urn:a"><b xmlns=""></b></a>',
    ],
    ['comments go, text around them is one', '<a>x<!-- y -->z</a>', '<a>xz</a>'],
    ['sections become text', '<a><![CDATA[<&>]]></a>', '<a>&lt;&amp;&gt;</a>'],
    [
      'references are resolved and written anew',
      '<a b="&#9;&quot;&lt;&gt;">&#13;&quot;&apos;&gt;</a>',
      '<a b="&#x9;&quot;&lt;>">&#xD;"\'&gt;</a>',
    ],
    ['white space in attributes is space', '<a b="1\n2"/>', '<a b="1 2"></a>'],
    ['line ends are one character', '<a>\r\n</a>', '<a>\n</a>'],
    ['white space in text stays', '<a> <b/> </a>', '<a> <b></b> </a>'],
  ])('%s', (_claim, text, expected) => {
    expect(canonical(readXml(text))).toBe(expected);
  });

  it('writes an element the same wherever it stands', () => {
    const element = '<s:b xmlns:s="urn:s" s:c="1">x</s:b>';
    const wrapped = `<o xmlns="urn:o" xmlns:s="urn:s" xmlns:u="urn:u"><p>${element}</p></o>`;

    expect(canonical(inner(readXml(wrapped), 2))).toBe(canonical(readXml(element)));
  });

  it('declares what only values use where it is told to', () => {
    const node = readXml('<a xmlns:xs="urn:xs" xmlns:i="urn:i"><b i:type="xs:string"/></a>');

    expect(canonical(node, { inclusive: ['xs'] })).toBe(
      '<a xmlns:xs="urn:xs"><b xmlns:i="urn:i" i:type="xs:string"></b></a>',
    );
  });

  it('leaves out the one element told, and no other of its name', () => {
    const node = readXml('<a><s>1</s><s>2</s></a>');
    const [omit] = elementsOf(node);

    expect(canonical(node, { omit })).toBe('<a><s>2</s></a>');
  });
});

describe('textOf', () => {
  it('reads on past a comment', () => {
    expect(textOf(readXml('<a>root<!-- -->@evil</a>'))).toBe('root@evil');
  });

  it('reads nothing where there are elements', () => {
    expect(textOf(readXml('<a>root<b/></a>'))).toBeUndefined();
  });
});
