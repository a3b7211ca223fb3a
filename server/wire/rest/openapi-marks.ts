/**
 * The text of `openapi.yaml`: parts written by hand, and between marks what is said of the vAPI.
 *
 *     paths:
 *       /_mock/health: …
 *       # vapi paths, written by npm run openapi
 *       /api/vcenter/vm: …
 *       # end of vapi paths
 */

export const PARTS = ['paths', 'parameters', 'responses', 'schemas'] as const;

/** What is between the marks of a part, and the marks; the group is their indentation. */
export function marked(part: (typeof PARTS)[number]): RegExp {
  return new RegExp(
    `^( *)# vapi ${part}, written by npm run openapi\\n[^]*?^ *# end of vapi ${part}\\n`,
    'm',
  );
}

/** The document without them: what is written by hand is soon parsed. */
export function withoutVapi(text: string): string {
  return PARTS.reduce((whole, part) => whole.replace(marked(part), ''), text);
}
