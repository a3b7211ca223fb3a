/**
 * What lies in a folder, as a page for people: datacenters at the top, then datastores, then files.
 */
export interface ListingRow {
  readonly name: string;
  /** Relative to the server. */
  readonly href: string;
  /** ISO time. */
  readonly modified?: string | undefined;
  readonly size?: number | undefined;
}

export interface Listing {
  readonly title: string;
  /** Where the folder above is; absent at the top. */
  readonly up?: string | undefined;
  readonly rows: readonly ListingRow[];
}

export interface FolderLink {
  readonly path?: string;
  readonly dcPath?: string;
  readonly dsName?: string;
}

export function listingPage({ title, up, rows }: Listing): string {
  const heading = escaped(`Index of ${title}`);
  const above = up === undefined ? [] : [row({ name: 'Parent Directory', href: up })];
  return `<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>${heading}</title></head>
<body>
<h1>${heading}</h1>
<table>
<tr><th>Name</th><th>Last modified</th><th>Size</th></tr>
${[...above, ...rows.map(row)].join('\n')}
</table>
</body>
</html>
`;
}

/** The address of a folder or file at this door. */
export function folderHref({ path = '', dcPath, dsName }: FolderLink): string {
  const steps = path.split('/').map(encodeURIComponent).join('/');
  const query = new URLSearchParams();
  if (dcPath !== undefined) query.set('dcPath', dcPath);
  if (dsName !== undefined) query.set('dsName', dsName);
  const asked = query.size > 0 ? `?${query}` : '';
  return `/folder${path === '' ? '' : `/${steps}`}${asked}`;
}

function row({ name, href, modified, size }: ListingRow): string {
  const link = `<a href="${escaped(href)}">${escaped(name)}</a>`;
  return `<tr><td>${link}</td><td>${escaped(modified ?? '')}</td><td align="right">${size ?? '-'}</td></tr>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
