import { validateAnswers, xsdOracleAvailable } from './xsd-oracle.ts';

const ENVELOPE = [
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
].join('');

function answer(body: string, version = '9.1.0.0') {
  return {
    version,
    xml: `${ENVELOPE}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  };
}

const describeWithLxml = xsdOracleAvailable() ? describe : describe.skip;

describeWithLxml('validateAnswers', () => {
  it('accepts answers, faults and fetched values that fit the schemas', () => {
    const errors = validateAnswers([
      answer(
        '<CurrentTimeResponse xmlns="urn:vim25"><returnval>2026-01-01T00:00:00Z</returnval></CurrentTimeResponse>',
      ),
      answer(
        '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"></InvalidLoginFault></detail></soapenv:Fault>',
      ),
      answer(
        '<FetchResponse xmlns="urn:vim25"><returnval xsi:type="ArrayOfString"><string xsi:type="xsd:string">a</string></returnval></FetchResponse>',
        '6.5',
      ),
      answer('<FetchResponse xmlns="urn:vim25"></FetchResponse>'),
    ]);

    expect(errors).toEqual([]);
  });

  it.each([
    [
      'a member out of order',
      '<RetrieveServiceContentResponse xmlns="urn:vim25"><returnval><about/></returnval></RetrieveServiceContentResponse>',
    ],
    [
      'a value that is none of its type',
      '<CurrentTimeResponse xmlns="urn:vim25"><returnval>now</returnval></CurrentTimeResponse>',
    ],
    [
      'an untyped value',
      '<FetchResponse xmlns="urn:vim25"><returnval>a</returnval></FetchResponse>',
    ],
    ['an answer to no method', '<NoSuchResponse xmlns="urn:vim25"></NoSuchResponse>'],
    ['ill-formed XML', '<CurrentTimeResponse xmlns="urn:vim25">'],
    [
      'a fault of another type than its element',
      '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring><detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="NotSupported"></InvalidLoginFault></detail></soapenv:Fault>',
    ],
  ])('reports %s', (_what, body) => {
    expect(validateAnswers([answer(body)])).not.toEqual([]);
  });

  it('judges by the version of the answer', () => {
    const newer =
      '<FetchResponse xmlns="urn:vim25"><returnval xsi:type="HostMemoryTierInfo"><name>a</name><type>DRAM</type><size>1</size></returnval></FetchResponse>';

    expect(validateAnswers([answer(newer, '9.1.0.0')])).toEqual([]);
    expect(validateAnswers([answer(newer, '6.7')])).not.toEqual([]);
  });
});
