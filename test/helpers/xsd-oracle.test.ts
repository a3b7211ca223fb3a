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

function response(method: string, content: string): string {
  return `<${method}Response xmlns="urn:vim25">${content}</${method}Response>`;
}

function fault(element: string, type: string): string {
  const detail = `<${element}Fault xmlns="urn:vim25" xsi:type="${type}"></${element}Fault>`;
  return [
    '<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>no</faultstring>',
    `<detail>${detail}</detail></soapenv:Fault>`,
  ].join('');
}

/** Rendering and loading the schemas of a version takes a second, more on a busy machine. */
const SLOW_MACHINE_MS = 120_000;

const describeWithLxml = xsdOracleAvailable() ? describe : describe.skip;

describeWithLxml('validateAnswers', () => {
  it(
    'accepts answers, faults and fetched values that fit the schemas',
    () => {
      const errors = validateAnswers([
        answer(response('CurrentTime', '<returnval>2026-01-01T00:00:00Z</returnval>')),
        answer(fault('InvalidLogin', 'InvalidLogin')),
        answer(
          response(
            'Fetch',
            '<returnval xsi:type="ArrayOfString"><string xsi:type="xsd:string">a</string></returnval>',
          ),
          '6.5',
        ),
        answer(response('Fetch', '')),
      ]);

      expect(errors).toEqual([]);
    },
    SLOW_MACHINE_MS,
  );

  it(
    'reports every kind of wrong answer',
    () => {
      const wrong = {
        'a member out of order': response(
          'RetrieveServiceContent',
          '<returnval><about/></returnval>',
        ),
        'a value that is none of its type': response('CurrentTime', '<returnval>now</returnval>'),
        'an untyped value': response('Fetch', '<returnval>a</returnval>'),
        'an answer to no method': response('NoSuch', ''),
        'ill-formed XML': '<CurrentTimeResponse xmlns="urn:vim25">',
        'a fault of another type than its element': fault('InvalidLogin', 'NotSupported'),
      };

      const errors = validateAnswers(Object.values(wrong).map((body) => answer(body)));

      const unnoticed = Object.entries(wrong).filter(
        ([, body]) => !errors.some((error) => error.includes(body)),
      );
      expect(unnoticed).toEqual([]);
    },
    SLOW_MACHINE_MS,
  );

  it(
    'judges by the version of the answer',
    () => {
      const value = '<name>a</name><type>DRAM</type><size>1</size>';
      const newer = response(
        'Fetch',
        `<returnval xsi:type="HostMemoryTierInfo">${value}</returnval>`,
      );

      const errors = validateAnswers([answer(newer, '9.1.0.0'), answer(newer, '6.7')]);

      expect(errors.length).toBeGreaterThan(0);
      expect(errors.every((error) => error.startsWith('6.7: '))).toBe(true);
    },
    SLOW_MACHINE_MS,
  );

  it(
    'loads the schemas of every age',
    () => {
      const time = response('CurrentTime', '<returnval>2026-01-01T00:00:00Z</returnval>');
      const versions = ['2.5', '4.1', '5.5', '6.5', '7.0.0.0', '8.0.3.0', '9.1.1.0'];

      expect(validateAnswers(versions.map((version) => answer(time, version)))).toEqual([]);
    },
    SLOW_MACHINE_MS,
  );
});
