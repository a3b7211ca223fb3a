/** Shape of what `dump.py` prints: the rows of the published type tables, vmodl names throughout. */

export const FLAG = { link: 1, linkable: 2, optional: 4, secret: 8 } as const;

export type PropertyRow = [
  name: string,
  type: string,
  version: string,
  flags: number,
  privilege?: string | null,
];

export type MethodRow = [
  vmodlName: string,
  wireName: string,
  version: string,
  parameters: PropertyRow[],
  result: [flags: number, type: string, taskResultType: string],
  privilege: string | null,
  faults: string[] | null,
];

export type EnumRow = [vmodlName: string, wireName: string, version: string, values: string[]];

export type DataRow = [
  vmodlName: string,
  wireName: string,
  base: string | null,
  version: string,
  properties: PropertyRow[],
];

export type ManagedRow = [...DataRow, methods: MethodRow[]];

export interface Dump {
  versions: [name: string, wireNamespace: string, id: string][];
  parents: [child: string, parent: string][];
  enums: EnumRow[];
  data: DataRow[];
  managed: ManagedRow[];
}

/**
 * Types which the tables use but do not hold, since every client implements them itself. They stand
 * first: DynamicData and all faults are built on them.
 */
const FIRST_VERSION = 'vmodl.version.version0';
const FAULT_DETAIL_VERSION = 'vmodl.version.version1';

export const ADDED_DATA: readonly DataRow[] = [
  ['vmodl.DataObject', 'DataObject', null, FIRST_VERSION, []],
  [
    'vmodl.MethodFault',
    'MethodFault',
    'vmodl.DataObject',
    FIRST_VERSION,
    [
      ['faultCause', 'vmodl.MethodFault', FAULT_DETAIL_VERSION, FLAG.optional],
      ['faultMessage', 'vmodl.LocalizableMessage[]', FAULT_DETAIL_VERSION, FLAG.optional],
    ],
  ],
  ['vmodl.RuntimeFault', 'RuntimeFault', 'vmodl.MethodFault', FIRST_VERSION, []],
  [
    'vmodl.LocalizedMethodFault',
    'LocalizedMethodFault',
    'vmodl.DynamicData',
    FIRST_VERSION,
    [
      ['fault', 'vmodl.MethodFault', FIRST_VERSION, 0],
      ['localizedMessage', 'string', FIRST_VERSION, FLAG.optional],
    ],
  ],
];

export const ADDED_MANAGED: readonly ManagedRow[] = [
  ['vmodl.ManagedObject', 'ManagedObject', null, FIRST_VERSION, [], []],
];

/**
 * Members of the root types which no WSDL of any release has: left over from before 2.5, never sent.
 */
export const DROPPED_PROPERTIES: ReadonlySet<string> = new Set(['dynamicType', 'dynamicProperty']);
