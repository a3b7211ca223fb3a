/**
 * The vim25 API described for code generators: the WSDL and XML Schema files a vCenter serves under
 * `/sdk/`, rendered from the vocabulary for a given API version, and the list of versions.
 *
 * Rendering a big file takes a tenth of a second: keep the text, and render at the first request.
 */
import type { Catalog } from './definitions.ts';
import { renderOperations } from './wsdl-operations.ts';
import {
  renderMessageTypes,
  renderReflectFile,
  renderTypes,
  XML_PROLOGUE,
} from './wsdl-schemas.ts';

type Render = (catalog: Catalog, rank: number, file: string, address: string) => string;

const FILES: Readonly<Record<string, Render>> = {
  'vimService.wsdl': renderService,
  'vim.wsdl': (catalog, rank) => renderOperations(catalog, rank),
  'vim-types.xsd': (catalog, rank) => renderTypes(catalog, rank, 'vim'),
  'core-types.xsd': (catalog, rank) => renderTypes(catalog, rank, 'core'),
  'query-types.xsd': (catalog, rank) => renderTypes(catalog, rank, 'query'),
  'reflect-types.xsd': (_catalog, _rank, file) => renderReflectFile(file),
  'vim-messagetypes.xsd': (catalog, rank) => renderMessageTypes(catalog, rank, 'vim'),
  'query-messagetypes.xsd': (catalog, rank) => renderMessageTypes(catalog, rank, 'query'),
  'reflect-messagetypes.xsd': (_catalog, _rank, file) => renderReflectFile(file),
  'vsphere.wsdl': renderIndex,
  'vimServiceVersions.xml': renderVersions,
};

/** Names `renderWsdlFile` knows. */
export const WSDL_FILES: readonly string[] = Object.keys(FILES);

/** Servers list the versions they speak down to this one. */
const OLDEST_LISTED_VERSION = '4.0';

/** From this version on the service stands in the namespace of the API itself. */
const SERVICE_IN_API_NAMESPACE_SINCE = '9.0.0.0';

/**
 * A file of the description as text; undefined for an unknown name.
 *
 * @param rank API version described; newer members are left out
 * @param address URL of the SOAP endpoint, `https://host/sdk`
 */
export function renderWsdlFile(
  catalog: Catalog,
  rank: number,
  file: string,
  address: string,
): string | undefined {
  if (!Object.hasOwn(FILES, file)) return undefined;
  return FILES[file]?.(catalog, rank, file, address);
}

function renderService(catalog: Catalog, rank: number, _file: string, address: string): string {
  const inApiNamespace = rank >= (catalog.rankOf(SERVICE_IN_API_NAMESPACE_SINCE) ?? 0);
  const namespace = inApiNamespace ? 'urn:vim25' : 'urn:vim25Service';
  return [
    XML_PROLOGUE,
    `<definitions targetNamespace="${namespace}" xmlns="http://schemas.xmlsoap.org/wsdl/"`,
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:vim25="urn:vim25">\n',
    '<import location="vim.wsdl" namespace="urn:vim25" />\n',
    '<service name="VimService"><port binding="vim25:VimBinding" name="VimPort">\n',
    `<soap:address location="${escapeAttribute(address)}" />\n`,
    '</port></service>\n</definitions>\n',
  ].join('');
}

function renderIndex(): string {
  return [
    XML_PROLOGUE,
    '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">\n',
    '<import location="vimService.wsdl" namespace="urn:vim25" />\n',
    '</definitions>\n',
  ].join('');
}

function renderVersions(catalog: Catalog, rank: number): string {
  const oldest = catalog.rankOf(OLDEST_LISTED_VERSION) ?? 0;
  const [newest = '', ...prior] = catalog.versions.slice(oldest, rank + 1).reverse();
  return [
    XML_PROLOGUE,
    '<namespaces version="1.0"><namespace><name>urn:vim25</name>',
    `<version>${newest}</version>`,
    `<priorVersions>${prior.map((id) => `<version>${id}</version>`).join('')}</priorVersions>`,
    '</namespace></namespaces>\n',
  ].join('');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
