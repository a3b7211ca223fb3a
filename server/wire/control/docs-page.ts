/**
 * `/_mock/docs`: the OpenAPI document as one page of plain HTML. It needs no network and runs no script.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { packageFile } from '../../vmodl/package-file.ts';

/** Nothing from elsewhere, nothing that runs. */
export const DOCS_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Body {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses?: Readonly<Record<string, Body>>;
}

interface OpenApi {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

export async function docsPage(): Promise<string> {
  const text = await readFile(packageFile('openapi.yaml'), 'utf8');
  return renderPage(parse(text) as OpenApi);
}

export function renderPage({ info, paths, components }: OpenApi): string {
  const groups = new Map<string, Entry[]>();
  for (const [path, item] of Object.entries(paths)) {
    const shared = (item['parameters'] ?? []) as readonly Parameter[];
    for (const method of VERBS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const parameters = [...shared, ...(operation.parameters ?? [])];
      const tag = operation.tags?.[0] ?? '';
      groups.set(tag, [
        ...(groups.get(tag) ?? []),
        { path, method, operation: { ...operation, parameters } },
      ]);
    }
  }
  const names = [...groups.keys()];
  const links = names.map(
    (tag) => `<li><a href="#tag-${escapeHtml(tag)}">${escapeHtml(tag)}</a></li>`,
  );
  const sections = names.map((tag) => section(tag, groups.get(tag) ?? []));
  const schemas = Object.entries(components.schemas).map(([name, schema]) => named(name, schema));
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(info.title)} API</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1>`,
    ...paragraphs(info.description ?? ''),
    `<nav aria-label="Groups"><ul>${links.join('')}<li><a href="#schemas">schemas</a></li></ul></nav>`,
    `<main>${sections.join('')}<h2 id="schemas">Schemas</h2>${schemas.join('')}</main>`,
    '</body></html>\n',
  ].join('\n');
}

function section(tag: string, entries: readonly Entry[]): string {
  return `<section><h2 id="tag-${escapeHtml(tag)}">${escapeHtml(tag)}</h2>${entries.map(entry).join('')}</section>\n`;
}

function entry({ path, method, operation }: Entry): string {
  const {
    operationId = '',
    summary = '',
    description,
    parameters,
    requestBody,
    responses,
  } = operation;
  const head = `<code class="verb ${method}">${method.toUpperCase()}</code> <code>${escapeHtml(path)}</code>`;
  const body = [
    description ? paragraphs(description).join('') : '',
    parameters?.length ? `<h3>Parameters</h3>${table(parameters.map(parameterRow))}` : '',
    requestBody ? `<h3>Body</h3>${bodyText(requestBody)}` : '',
    `<h3>Answers</h3>${table(Object.entries(responses ?? {}).map(responseRow))}`,
  ];
  return `<details id="${escapeHtml(operationId)}"><summary>${head} <span>${escapeHtml(summary || operationId)}</span></summary>${body.join('')}</details>\n`;
}

function parameterRow(parameter: Parameter): readonly string[] {
  if (parameter.$ref) return [reference(parameter.$ref), '', ''];
  const { name = '', in: place = '', required, description = '', schema } = parameter;
  const word = required ? `${place}, required` : place;
  return [
    `<code>${escapeHtml(name)}</code>`,
    escapeHtml(word),
    `${typeText(schema)} ${escapeHtml(description)}`,
  ];
}

function responseRow([status, response]: readonly [string, Body]): readonly string[] {
  return [
    `<code>${escapeHtml(status)}</code>`,
    escapeHtml(response.description ?? ''),
    bodyText(response),
  ];
}

function bodyText({ $ref, content = {} }: Body): string {
  if ($ref) return reference($ref);
  return Object.values(content)
    .map(({ schema }) => typeText(schema))
    .join(' ');
}

function named(name: string, schema: Schema): string {
  const body = schema.properties ? members(schema) : `<p>${typeText(schema)}</p>`;
  return `<details id="schema-${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary>${body}</details>\n`;
}

function members({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => [
    `<code>${escapeHtml(name)}</code>`,
    required.includes(name) ? 'required' : '',
    `${typeText(schema)} ${escapeHtml(schema.description ?? '')}`,
  ]);
  return table(rows);
}

function typeText(schema: Schema | undefined): string {
  if (!schema) return '';
  const { $ref, type, format, items, properties, additionalProperties, oneOf } = schema;
  if ($ref) return reference($ref);
  if (schema.enum)
    return schema.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' | ');
  if (oneOf) return oneOf.map(typeText).join(' or ');
  if (items) return `list of ${typeText(items)}`;
  if (properties) return members(schema);
  if (typeof additionalProperties === 'object') return `map to ${typeText(additionalProperties)}`;
  return escapeHtml(format ? `${type} (${format})` : (type ?? 'anything'));
}

function reference($ref: string): string {
  const name = $ref.split('/').at(-1) ?? '';
  const linked = $ref.includes('/schemas/');
  return linked
    ? `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`
    : escapeHtml(name);
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table>${lines.join('')}</table>`;
}

function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) => `<p>${escapeHtml(part.trim())}</p>`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:70rem;margin:2rem auto;padding:0 1rem}
h3{font-size:1rem;margin:.8rem 0 .2rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;list-style:none}
details{border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:4px;margin:.3rem 0;padding:.3rem .8rem}
summary{cursor:pointer;overflow-wrap:anywhere}
summary span{opacity:.7}
.verb{font-weight:bold;display:inline-block;min-width:4rem}
table{border-collapse:collapse;width:100%}
td{border-top:1px solid color-mix(in srgb,currentColor 15%,transparent);padding:.2rem .6rem .2rem 0;vertical-align:top;overflow-wrap:anywhere}
td table{margin:0}
`;
