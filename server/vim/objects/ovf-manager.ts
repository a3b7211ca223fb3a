/**
 * OvfManager: options of importing and exporting OVF packages.
 */
import { build } from '../../vmodl/build.ts';
import { objectType } from '../method.ts';

type Options = readonly (readonly [option: string, message: string])[];

const IMPORT_OPTIONS: Options = [
  ['vcFloppy', 'Adds a floppy drive to each machine'],
  ['ignoreCpuFeatures', 'Leaves demands for processor features out of account'],
  ['lax', 'Turns errors that can be passed over into warnings'],
];
const EXPORT_OPTIONS: Options = [
  ['mac', 'Includes the addresses of network cards'],
  ['uuid', 'Includes the UUID of the machine'],
  ['extraconfig', 'Includes extra configuration'],
  ['nodevicesubtypes', 'Leaves subtypes of network cards and controllers out'],
];

export const ovfManager = objectType({
  type: 'OvfManager',
  methods: {},
  derivations: [
    {
      type: 'OvfManager',
      property: 'ovfImportOption',
      reads: [],
      derive: () => described(IMPORT_OPTIONS),
    },
    {
      type: 'OvfManager',
      property: 'ovfExportOption',
      reads: [],
      derive: () => described(EXPORT_OPTIONS),
    },
  ],
});

function described(options: Options) {
  return options.map(([option, message]) =>
    build('OvfOptionInfo', {
      option,
      description: build('LocalizableMessage', { key: `com.vmware.ovf.option.${option}`, message }),
    }),
  );
}
