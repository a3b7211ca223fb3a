/** `EventManager.description`: every type of event the vocabulary has, with its texts. */
import { build } from '../../vmodl/build.ts';
import type { Catalog } from '../../vmodl/catalog.ts';
import type {
  EnumDescription,
  EventArgDesc,
  EventDescription,
  EventDescriptionEventDetail,
} from '../../vmodl/generated/data.ts';
import { described, inWords } from '../words.ts';
import { eventText, extendedTexts } from './event-messages.ts';
import type { EventText } from './texts/event-text.ts';

/** Enums whose values stand in events. */
const ENUMERATED = [
  'ManagedEntityStatus',
  'VirtualMachinePowerState',
  'VirtualMachineConnectionState',
  'VirtualMachineFaultToleranceState',
  'HostSystemConnectionState',
  'HostSystemPowerState',
  'DrsBehavior',
  'EventEventSeverity',
  'TaskInfoState',
] as const;

export function eventDescription(catalog: Catalog): EventDescription {
  const types = catalog.dataNames().filter((name) => catalog.isA(name, 'Event'));
  return build('EventDescription', {
    category: [
      described('info', 'Information'),
      described('warning', 'Warning'),
      described('error', 'Error'),
      described('user', 'User'),
    ],
    eventInfo: [
      ...types.map((type) => detail(type, eventText(catalog, type))),
      ...Object.entries(extendedTexts()).map(([id, [category, label, pattern]]) =>
        detail('EventEx', [category, label, `${id}|${pattern}`]),
      ),
    ],
    enumeratedTypes: ENUMERATED.flatMap((name) => enumDescription(catalog, name)),
  });
}

/** The arguments of an event type (`vim.event.VmPoweredOnEvent`); undefined when there is no such type. */
export function argumentDescriptions(
  catalog: Catalog,
  eventTypeId: string,
): readonly EventArgDesc[] | undefined {
  const name = eventTypeId.replace(/^vim\.event\./, '');
  const extended = Object.hasOwn(extendedTexts(), eventTypeId);
  const type = extended ? 'EventEx' : name;
  if (!catalog.isA(type, 'Event')) return undefined;
  return catalog.data(type)?.properties.map((property) =>
    build('EventArgDesc', {
      name: property.name,
      type: property.target ?? property.type,
      description: described(property.name, inWords(property.name)),
    }),
  );
}

/** In a context that names an object already, its message leaves it out. */
function detail(key: string, [category, label, pattern]: EventText): EventDescriptionEventDetail {
  const onDatacenter = pattern.replaceAll(' in {datacenter.name}', '');
  const onComputeResource = onDatacenter.replaceAll(' in cluster {computeResource.name}', '');
  const onHost = onComputeResource.replaceAll(' on {host.name}', '');
  return build('EventDescriptionEventDetail', {
    key,
    description: label,
    category,
    formatOnDatacenter: onDatacenter,
    formatOnComputeResource: onComputeResource,
    formatOnHost: onHost.replaceAll('{host.name}', 'This host'),
    formatOnVm: onComputeResource.replaceAll('{vm.name}', 'This virtual machine'),
    fullFormat: pattern,
  });
}

function enumDescription(catalog: Catalog, name: string): readonly EnumDescription[] {
  const values = catalog.enum(name)?.values ?? [];
  if (values.length === 0) return [];
  const tags = values.map((value) => described(value, inWords(value)));
  return [build('EnumDescription', { key: name, tags })];
}
