/**
 * The WSDL family and the list of versions under `/sdk/`: rendered at the first request, then kept.
 */
import type { Catalog } from '../../vmodl/catalog.ts';
import { renderWsdlFile, WSDL_FILES } from '../../vmodl/wsdl.ts';

export const SERVICE_FILE = 'vimService.wsdl';

export class DescriptionFiles {
  private readonly catalog: Catalog;
  private readonly rank: number;
  private readonly address: () => string;
  private readonly texts = new Map<string, string>();
  private renderedFor = '';

  /** @param address URL of the SOAP endpoint, known once the server listens */
  constructor(catalog: Catalog, rank: number, address: () => string) {
    this.catalog = catalog;
    this.rank = rank;
    this.address = address;
  }

  /** The text of a file, undefined when there is none of that name. */
  read(file: string): string | undefined {
    if (!WSDL_FILES.includes(file)) return undefined;
    const address = this.address();
    if (address !== this.renderedFor) this.texts.clear();
    this.renderedFor = address;
    const known = this.texts.get(file);
    if (known !== undefined) return known;
    const text = renderWsdlFile(this.catalog, this.rank, file, address);
    if (text !== undefined) this.texts.set(file, text);
    return text;
  }
}
