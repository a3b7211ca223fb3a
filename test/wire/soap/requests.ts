/**
 * Requests in the spelling of each client, for the tests of the SOAP door.
 */
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD = 'http://www.w3.org/2001/XMLSchema';

/** A plain envelope around the body, in no client's particular spelling. */
export function envelope(body: string): string {
  return `<Envelope xmlns="${SOAP}" xmlns:xsi="${XSI}" xmlns:xsd="${XSD}"><Body>${body}</Body></Envelope>`;
}

/** A call of a method of one well-known object. */
export function call(method: string, type: string, id: string, args = ''): string {
  return envelope(
    `<${method} xmlns="urn:vim25"><_this type="${type}">${id}</_this>${args}</${method}>`,
  );
}

/** RetrieveServiceContent as ten clients write it. */
export const SERVICE_CONTENT_SPELLINGS: Readonly<Record<string, string>> = {
  govmomi: `<?xml version="1.0" encoding="UTF-8"?>\n<Envelope xmlns="${SOAP}"><Body><RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></Body></Envelope>`,
  'pyvmomi 8': `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:soapenv="${SOAP}" xmlns:xsd="${XSD}" xmlns:xsi="${XSI}">\n<soapenv:Body><RetrieveServiceContent xmlns="urn:vim25"><_this versionId="8.0.3.0" type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></soapenv:Body>\n</soapenv:Envelope>`,
  'pyvmomi 6.7 with a header': `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsi="${XSI}" xmlns:xsd="${XSD}">\n<soapenv:Header><vcSessionCookie>123</vcSessionCookie><operationID>op-1</operationID></soapenv:Header>\n<soapenv:Body><RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></soapenv:Body>\n</soapenv:Envelope>`,
  'suds (oslo.vmware)': `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP}" xmlns:ns0="${SOAP}" xmlns:ns1="urn:vim25" xmlns:xsi="${XSI}"><SOAP-ENV:Header><operationID>oslo.vmware-1</operationID></SOAP-ENV:Header><ns0:Body><ns1:RetrieveServiceContent><ns1:_this type="ServiceInstance">ServiceInstance</ns1:_this></ns1:RetrieveServiceContent></ns0:Body></SOAP-ENV:Envelope>`,
  libvirt: `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope\n xmlns:soapenv="${SOAP}"\n xmlns:xsi="${XSI}"\n xmlns:xsd="${XSD}">\n<soapenv:Body>\n<RetrieveServiceContent xmlns="urn:vim25"><_this xmlns="urn:vim25" xsi:type="ManagedObjectReference" type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></soapenv:Body>\n</soapenv:Envelope>`,
  rbvmomi: `<env:Envelope xmlns:xsd="${XSD}" xmlns:env="${SOAP}" xmlns:xsi="${XSI}"><env:Body><RetrieveServiceContent xmlns="urn:vim25"><_this xsi:type="ManagedObjectReference" type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></env:Body></env:Envelope>`,
  '.NET (PowerCLI)': `<s:Envelope xmlns:s="${SOAP}"><s:Body xmlns:xsi="${XSI}" xmlns:xsd="${XSD}"><RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></s:Body></s:Envelope>`,
  'JAX-WS': `<?xml version='1.0' encoding='UTF-8'?><S:Envelope xmlns:S="${SOAP}"><S:Body><RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></S:Body></S:Envelope>`,
  'mono with a byte order mark': `\uFEFF<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP}" xmlns:xsi="${XSI}" xmlns:xsd="${XSD}"><soap:Body><RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent></soap:Body></soap:Envelope>`,
  'fence_vmware_soap with an empty header': `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${SOAP}"><soapenv:Header/><soapenv:Body><vim:RetrieveServiceContent xmlns:vim="urn:vim25"><vim:_this type="ServiceInstance">ServiceInstance</vim:_this></vim:RetrieveServiceContent></soapenv:Body></soapenv:Envelope>`,
};

/** RetrievePropertiesEx over a container view, as clients that differ in it write it. */
export const RETRIEVE_SPELLINGS: Readonly<Record<string, string>> = {
  'govmomi, which binds xsi to XMLSchema-instance': `<Envelope xmlns="${SOAP}"><Body><RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="ContainerView">v</obj><skip>true</skip><selectSet xmlns:XMLSchema-instance="${XSI}" XMLSchema-instance:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options></options></RetrievePropertiesEx></Body></Envelope>`,
  'suds, with prefixed QNames and an empty element': `<e:Envelope xmlns:e="${SOAP}" xmlns:ns0="urn:vim25" xmlns:xsi="${XSI}"><e:Body><ns0:RetrievePropertiesEx><ns0:_this type="PropertyCollector">propertyCollector</ns0:_this><ns0:specSet><ns0:propSet><ns0:type>VirtualMachine</ns0:type><ns0:pathSet>name</ns0:pathSet></ns0:propSet><ns0:objectSet><ns0:obj type="ContainerView">v</ns0:obj><ns0:skip>1</ns0:skip><ns0:selectSet xsi:type="ns0:TraversalSpec"><ns0:type>ContainerView</ns0:type><ns0:path>view</ns0:path></ns0:selectSet></ns0:objectSet></ns0:specSet><ns0:options/></ns0:RetrievePropertiesEx></e:Body></e:Envelope>`,
  'libvirt, with types and namespaces on everything': `<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsi="${XSI}" xmlns:xsd="${XSD}"><soapenv:Body><RetrievePropertiesEx xmlns="urn:vim25"><_this xmlns="urn:vim25" xsi:type="ManagedObjectReference" type="PropertyCollector">propertyCollector</_this><specSet xmlns="urn:vim25" xsi:type="PropertyFilterSpec"><propSet xmlns="urn:vim25" xsi:type="PropertySpec"><type xmlns="urn:vim25" xsi:type="xsd:string">VirtualMachine</type><pathSet xmlns="urn:vim25" xsi:type="xsd:string">name</pathSet></propSet><objectSet xmlns="urn:vim25" xsi:type="ObjectSpec"><obj xmlns="urn:vim25" xsi:type="ManagedObjectReference" type="ContainerView">v</obj><skip xmlns="urn:vim25" xsi:type="xsd:boolean">true</skip><selectSet xmlns="urn:vim25" xsi:type="TraversalSpec"><type xmlns="urn:vim25" xsi:type="xsd:string">ContainerView</type><path xmlns="urn:vim25" xsi:type="xsd:string">view</path></selectSet></objectSet></specSet><options xmlns="urn:vim25" xsi:type="RetrieveOptions"></options></RetrievePropertiesEx></soapenv:Body></soapenv:Envelope>`,
  'pretty printed': `<soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:xsi="${XSI}">
    <soapenv:Body>
      <!-- by hand -->
      <RetrievePropertiesEx xmlns="urn:vim25">
        <_this type="PropertyCollector"> propertyCollector </_this>
        <specSet>
          <propSet>
            <type>VirtualMachine</type>
            <pathSet>name</pathSet>
          </propSet>
          <objectSet>
            <obj type="ContainerView">v</obj>
            <skip> true </skip>
            <selectSet xsi:type="TraversalSpec">
              <type>ContainerView</type>
              <path>view</path>
            </selectSet>
          </objectSet>
        </specSet>
        <options>
        </options>
      </RetrievePropertiesEx>
    </soapenv:Body>
  </soapenv:Envelope>`,
};
