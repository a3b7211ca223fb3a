/** Writes what is said of the vAPI into the text of `openapi.yaml`. */
import { Document, isCollection, visit } from 'yaml';
import type { VapiModel } from '../../vapi/model.ts';
import type { ServiceTable } from '../../vapi/service.ts';
import { marked, PARTS } from './openapi-marks.ts';
import { vapiDocument } from './whole-document.ts';

/** Longer collections are written one member a line. */
const FLOW_LENGTH_MAX = 100;

/** The document with all that the services answer. Throws where marks are missing. */
export function withVapi(
  text: string,
  model: VapiModel,
  services: readonly ServiceTable[],
): string {
  const written = new Set(
    services.flatMap(({ id, operations }) =>
      Object.keys(operations).map((name) => `${id} ${name}`),
    ),
  );
  const document = vapiDocument(model, ({ service, name }) => written.has(`${service} ${name}`));
  return PARTS.reduce(
    (whole, part) =>
      whole.replace(marked(part), (_all, indent: string) => {
        const lines = yamlOf(document[part]).trimEnd().split('\n');
        const body = lines.map((line) => `${indent}${line}\n`).join('');
        return `${indent}# vapi ${part}, written by npm run openapi\n${body}${indent}# end of vapi ${part}\n`;
      }),
    demandMarks(text),
  );
}

function demandMarks(text: string): string {
  for (const part of PARTS) {
    if (!marked(part).test(text)) throw new Error(`openapi.yaml has no marks for vapi ${part}`);
  }
  return text;
}

function yamlOf(value: object): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_key, node, path) {
      const length = JSON.stringify(node.toJSON()).length;
      if (path.length > 1 && isCollection(node) && length <= FLOW_LENGTH_MAX) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true });
}
