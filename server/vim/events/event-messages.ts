/**
 * What events read like: category, label and message of every type of event in the vocabulary.
 *
 * The types the server posts have their own texts; all others are worded from their name and from
 * the object their family is about, so that a client's filter or list never meets a blank.
 */
import type { Catalog } from '../../vmodl/catalog.ts';
import { isReference } from '../../vmodl/reference.ts';
import { isBoxed, member } from '../../vmodl/value.ts';
import { taskLabel } from '../tasks/task-labels.ts';
import { inWords } from '../words.ts';
import { COMPUTE_TEXTS } from './texts/compute.ts';
import type { EventCategory, EventText } from './texts/event-text.ts';
import { EXTENDED_TEXTS } from './texts/extended.ts';
import { INFRASTRUCTURE_TEXTS } from './texts/infrastructure.ts';
import { SERVER_TEXTS } from './texts/server.ts';
import { VIRTUAL_MACHINE_TEXTS } from './texts/virtual-machine.ts';
import { VIRTUAL_MACHINE_CONFIGURATION_TEXTS } from './texts/virtual-machine-configuration.ts';

const TEXTS: ReadonlyMap<string, EventText> = new Map(
  [
    VIRTUAL_MACHINE_TEXTS,
    VIRTUAL_MACHINE_CONFIGURATION_TEXTS,
    COMPUTE_TEXTS,
    INFRASTRUCTURE_TEXTS,
    SERVER_TEXTS,
  ].flatMap((texts) => Object.entries(texts)),
);

/** What the events of a family without a text of their own say they are about. */
const FAMILIES = [
  ['VmEvent', '{vm.name} on {host.name} in {datacenter.name}'],
  ['HostEvent', '{host.name} in {datacenter.name}'],
  ['ClusterEvent', '{computeResource.name} in {datacenter.name}'],
  ['ResourcePoolEvent', '{resourcePool.name} in {datacenter.name}'],
  ['DatastoreEvent', '{datastore.name} in {datacenter.name}'],
  ['DvsEvent', '{dvs.name} in {datacenter.name}'],
  ['DVPortgroupEvent', '{net.name} in {datacenter.name}'],
  ['DatacenterEvent', '{datacenter.name}'],
  ['AlarmEvent', '{alarm.name}'],
  ['ScheduledTaskEvent', '{scheduledTask.name} on {entity.name}'],
  ['ProfileEvent', '{profile.name}'],
  ['UpgradeEvent', '{message}'],
] as const;

/** Texts of `EventEx` by their eventTypeId. */
export function extendedTexts(): Readonly<Record<string, EventText>> {
  return EXTENDED_TEXTS;
}

/** Category, label and pattern of a type of event. */
export function eventText(catalog: Catalog, type: string): EventText {
  const own = TEXTS.get(type);
  if (own) return own;
  const words = inWords(type.replace(/(?<=.)Event$/, ''));
  const subject = FAMILIES.find(([family]) => catalog.isA(type, family))?.[1];
  return [categoryByName(type), words, subject ? `${words}: ${subject}` : words];
}

/** The category of an event: that of its type, or an extended event's own severity. */
export function eventCategory(catalog: Catalog, event: object): EventCategory {
  const severity = member(event, 'severity');
  if (
    severity === 'info' ||
    severity === 'warning' ||
    severity === 'error' ||
    severity === 'user'
  ) {
    return severity;
  }
  const extended = EXTENDED_TEXTS[String(member(event, 'eventTypeId'))];
  return extended?.[0] ?? eventText(catalog, String(member(event, '_typeName')))[0];
}

/** The message of an event: the pattern of its type, filled with its members. */
export function formatEvent(
  catalog: Catalog,
  type: string,
  members: Readonly<Record<string, unknown>>,
): string {
  if (type === 'TaskEvent' || type === 'TaskTimeoutEvent') return taskMessage(type, members);
  const extended = EXTENDED_TEXTS[String(members['eventTypeId'])];
  const pattern = members['message'] === undefined ? extended?.[2] : undefined;
  return fillPattern(pattern ?? eventText(catalog, type)[2], members);
}

/** Stands for a member that is not set (a private-use character), until it is taken out with the word that led to it. */
const MISSING = '\uE000';
const MISSING_WITH_LEAD = /,?(?: (?:in|on|to|from|by))? ?\uE000/g;

/** Fills `{a.b}` with members; what is missing leaves nothing behind. */
export function fillPattern(pattern: string, members: Readonly<Record<string, unknown>>): string {
  return pattern
    .replace(/\{([\w.]+)\}/g, (_all, path: string) => textOf(valueAt(members, path)) || MISSING)
    .replace(MISSING_WITH_LEAD, '')
    .trim();
}

function taskMessage(type: string, members: Readonly<Record<string, unknown>>): string {
  const label = taskLabel(String(member(members['info'], 'descriptionId')));
  return type === 'TaskEvent' ? `Task: ${label}` : `Task: ${label} time-out`;
}

function valueAt(members: Readonly<Record<string, unknown>>, path: string): unknown {
  const [first = '', ...rest] = path.split('.');
  const extra = members['arguments'];
  const argument = Array.isArray(extra)
    ? extra.find((item) => member(item, 'key') === path)
    : undefined;
  if (argument) return member(argument, 'value');
  return rest.reduce<unknown>((value, name) => member(value, name), members[first]);
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (isBoxed(value)) return textOf(value._value);
  if (isReference(value)) return value.value;
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'object') return '';
  return String(value);
}

function categoryByName(type: string): EventCategory {
  if (/Fail|Error|Unable|Invalid|NotEnough|Insufficient|Unavailable|Conflict/.test(type)) {
    return 'error';
  }
  if (/Warning|Lost|Violat|Expired|Exceed|Mismatch|Inconsistent|NonCompliant/.test(type)) {
    return 'warning';
  }
  return 'info';
}
