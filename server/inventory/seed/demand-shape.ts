/**
 * Demand in a seed file: read as over the control plane, told of with the place in the text.
 */
import type { DemandFunction } from '../../engines/statistics/demand-function.ts';
import {
  type Complaint,
  type DemandProfile,
  type DiskDemands,
  readDemand,
  readDemandProfile,
  readDiskDemands,
} from '../../engines/statistics/read-demand.ts';
import type { Check, Report } from './shape.ts';
import type { YamlNode } from './yaml-reader.ts';

export const demand: Check<DemandProfile> = (node, report) =>
  readDemandProfile(plainOf(node), complaintAbout(node, report));

/** What single disks do, by label. */
export const diskDemands: Check<DiskDemands> = (node, report) =>
  readDiskDemands(plainOf(node), complaintAbout(node, report));

/** One function, or a number. */
export const oneDemand: Check<DemandFunction> = (node, report) =>
  readDemand(plainOf(node), complaintAbout(node, report));

function complaintAbout(node: YamlNode, report: Report): Complaint {
  return (path, problem) => {
    const [key] = path.split('.');
    const entry = node.kind === 'map' ? node.entries.find((each) => each.key === key) : undefined;
    report.add(entry?.value.place ?? node.place, path === '' ? problem : `${path} ${problem}`);
  };
}

function plainOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainOf);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
  }
}
