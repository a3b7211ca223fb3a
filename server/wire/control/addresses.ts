/** Paths of the control plane that are answered without Express. */

export const DOCS_PATH = '/_mock/docs';

export const AT_ONCE: Readonly<Record<string, string>> = {
  '/_mock/health': 'getHealth',
  '/_mock/ready': 'getReady',
  '/_mock/info': 'getInfo',
};

/** They tell no more than that a server is here, and of what make: probes and readers need no token. */
export const OPEN: ReadonlySet<string> = new Set(['/_mock/health', '/_mock/ready', DOCS_PATH]);
