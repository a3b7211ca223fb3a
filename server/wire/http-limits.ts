/**
 * Limits of the HTTP server beneath all doors, against clients which are slow or greedy.
 */
import type { ServerOptions } from 'node:http';

interface HttpLimits {
  /** For `http.createServer` and `https.createServer`. */
  readonly server: Readonly<ServerOptions>;
  /** Properties to set on the server once it is made. */
  readonly maxHeadersCount: number;
  readonly maxConnections: number;
}

export const HTTP_LIMITS: HttpLimits = {
  server: {
    headersTimeout: 10_000,
    // Time to receive a whole request. Disk uploads pass here too.
    requestTimeout: 300_000,
    // How often the two above are looked at: Node's own 30 s would make them late by as much.
    connectionsCheckingInterval: 1_000,
    // Clients pool connections and may reuse one just as it is closed; 5 s is too hasty.
    keepAliveTimeout: 120_000,
    maxHeaderSize: 16_384,
  },
  maxHeadersCount: 100,
  maxConnections: 10_000,
};
