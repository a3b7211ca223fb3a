/**
 * DiagnosticManager: log files, of vCenter Server and of hosts.
 *
 * The server's own log is told from the event history; hosts have written nothing but their start.
 */
import { build } from '../../vmodl/build.ts';
import { invalidArgument, VimFault } from '../../vmodl/fault.ts';
import type { DiagnosticManagerLogDescriptor } from '../../vmodl/generated/data.ts';
import type { Ref } from '../../vmodl/reference.ts';
import { member } from '../../vmodl/value.ts';
import { type Context, objectType } from '../method.ts';

type Log = readonly [key: string, fileName: string, creator: string];

const SERVER_LOGS: readonly Log[] = [['vpxd:vpxd.log', 'vpxd.log', 'vpxd']];
const HOST_LOGS: readonly Log[] = [
  ['hostd', '/var/log/hostd.log', 'hostd'],
  ['vmkernel', '/var/log/vmkernel.log', 'vmkernel'],
  ['vpxa', '/var/log/vpxa.log', 'vpxa'],
];

/** Lines a reader gets who does not say how many. */
const LINES_MAX = 1000;

export const diagnosticManager = objectType({
  type: 'DiagnosticManager',
  methods: {
    QueryDescriptions: (_self, { host }, context) => {
      demandHost(context, host);
      return (host ? HOST_LOGS : SERVER_LOGS).map(descriptor);
    },

    BrowseDiagnosticLog: (_self, { host, key, start = 1, lines = LINES_MAX }, context) => {
      demandHost(context, host);
      if (!(host ? HOST_LOGS : SERVER_LOGS).some((log) => log[0] === key)) {
        throw new VimFault('CannotAccessFile', { file: key });
      }
      if (start < 1) throw invalidArgument('start');
      if (lines < 0) throw invalidArgument('lines');

      const all = host ? [] : serverLog(context);
      const lineText = all.slice(start - 1, start - 1 + Math.min(lines, LINES_MAX));
      const lineEnd = Math.min(start - 1, all.length) + lineText.length;
      return build('DiagnosticManagerLogHeader', {
        lineStart: lineText.length > 0 ? start : 0,
        lineEnd,
        lineText,
      });
    },
  },
});

function demandHost({ inventory }: Context, host: Ref<'HostSystem'> | undefined): void {
  if (host) inventory.demand(host);
}

function descriptor([key, fileName, creator]: Log): DiagnosticManagerLogDescriptor {
  return build('DiagnosticManagerLogDescriptor', {
    key,
    fileName,
    creator,
    format: 'plain',
    mimeType: 'text/plain',
    info: build('Description', { label: `${creator} log`, summary: `${creator} log` }),
  });
}

/** One line per event: time, number and message. */
function serverLog({ events }: Context): readonly string[] {
  return events
    .all()
    .map(
      (event) =>
        `${member(event, 'createdTime')} info vpxd [Originator@6876 sub=vpxLro] Event [${member(event, 'key')}] ${member(event, 'fullFormattedMessage')}`,
    );
}
