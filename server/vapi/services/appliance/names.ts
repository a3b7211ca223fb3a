/**
 * Host names and addresses that somebody gives the appliance.
 *
 * Tests of servers go nowhere: a well-formed name or address answers, one below `.invalid` does not, so
 * that both outcomes can be had without a network.
 */
import { isIP, isIPv4, isIPv6 } from 'node:net';

const NAME_MAX = 253;
const LABEL = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;

export { isIP, isIPv4, isIPv6 };

export function isHostName(text: string): boolean {
  if (isIP(text) !== 0) return true;
  return (
    text.length <= NAME_MAX &&
    text
      .replace(/\.$/, '')
      .split('.')
      .every((each) => LABEL.test(each))
  );
}

export function isAnswering(server: string): boolean {
  return isHostName(server) && !/(?:^|\.)invalid\.?$/i.test(server);
}
