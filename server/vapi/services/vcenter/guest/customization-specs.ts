/**
 * `com.vmware.vcenter.guest.customization_specs`: named specifications, which vim25's
 * CustomizationSpecManager keeps. Only JSON is written and read; of the XML form vim25 has the methods.
 */
import { build } from '../../../../vmodl/build.ts';
import type { CustomizationSpecItem } from '../../../../vmodl/generated/data.ts';
import { VapiError } from '../../../error.ts';
import type {
  VcenterGuestCustomizationSpecsCreateSpec,
  VcenterGuestCustomizationSpecsOsType,
} from '../../../generated/types.ts';
import { type VapiContext, vapiService } from '../../../service.ts';
import { demandUnions } from '../../../unions.ts';
import { fits } from '../filters.ts';
import { vapiSpec } from './from-vim.ts';
import { misshapen } from './shape.ts';
import { CUSTOMIZATION_SPECS } from './spec-manager.ts';
import { osTypeOf, vimSpec } from './to-vim.ts';

const CREATE_SPEC = 'com.vmware.vcenter.guest.customization_specs.create_spec';
const EPOCH = '1970-01-01T00:00:00.000Z';

export const customizationSpecs = vapiService('com.vmware.vcenter.guest.customization_specs', {
  list({ filter = {} }, { inventory }) {
    const found = (inventory.read(CUSTOMIZATION_SPECS, 'info') ?? []).map((info) => ({
      name: info.name,
      description: info.description,
      OS_type: systemOf(info.type),
      last_modified: info.lastUpdateTime ?? EPOCH,
    }));
    return found.filter(
      ({ name, OS_type }) =>
        fits(filter.names, name) && fits(filter.OS_type && [filter.OS_type], OS_type),
    );
  },

  async create({ spec }, context) {
    await context.call(CUSTOMIZATION_SPECS, 'CreateCustomizationSpec', { item: itemOf(spec) });
    return spec.name;
  },

  async get({ name }, context) {
    const { info, spec } = await item(name, context);
    return {
      last_modified: info.lastUpdateTime ?? EPOCH,
      spec: {
        fingerprint: info.changeVersion ?? '',
        spec: vapiSpec(spec),
        description: info.description,
        name: info.name,
      },
    };
  },

  /** The fingerprint is that of what the client has seen. */
  async set({ name, spec }, context) {
    const old = await item(name, context);
    if (spec.name !== name) throw wrong('name', 'it is not that of the specification');
    if (spec.fingerprint !== '' && spec.fingerprint !== old.info.changeVersion) {
      throw wrong('fingerprint', 'the specification has changed since');
    }
    await context.call(CUSTOMIZATION_SPECS, 'OverwriteCustomizationSpec', {
      item: itemOf(spec, old.info.changeVersion),
    });
  },

  async delete({ name }, context) {
    await context.call(CUSTOMIZATION_SPECS, 'DeleteCustomizationSpec', { name });
  },

  async export({ name, format }, context) {
    const kept = await item(name, context);
    if (format === 'XML') {
      return context.call(CUSTOMIZATION_SPECS, 'CustomizationSpecItemToXml', { item: kept });
    }
    const { name: ownName, description } = kept.info;
    return JSON.stringify({ spec: vapiSpec(kept.spec), description, name: ownName });
  },

  async import_specification({ customization_spec: text }, context) {
    if (!text.trimStart().startsWith('<')) return parsed(text, context);
    const { info, spec } = await context.call(CUSTOMIZATION_SPECS, 'XmlToCustomizationSpecItem', {
      specItemXml: text,
    });
    return { spec: vapiSpec(spec), description: info.description, name: info.name };
  },
});

/** Throws not_found. */
function item(name: string, context: VapiContext): Promise<CustomizationSpecItem> {
  return context.call(CUSTOMIZATION_SPECS, 'GetCustomizationSpec', { name });
}

function itemOf(
  { spec, description, name }: VcenterGuestCustomizationSpecsCreateSpec,
  changeVersion?: string,
): CustomizationSpecItem {
  if (name === '') throw wrong('name', 'it is empty');
  const info = { name, description, type: osTypeOf(spec), changeVersion };
  return build('CustomizationSpecItem', {
    info: build('CustomizationSpecInfo', info),
    spec: vimSpec(spec),
  });
}

function systemOf(type: string): VcenterGuestCustomizationSpecsOsType {
  return type === 'Windows' ? 'WINDOWS' : 'LINUX';
}

/** Throws invalid_argument for what is no JSON, or not of a specification. */
function parsed(text: string, { model }: VapiContext): VcenterGuestCustomizationSpecsCreateSpec {
  const value = jsonOf(text);
  const where = misshapen(model, { kind: 'structure', id: CREATE_SPEC }, value);
  if (where !== undefined) throw wrong('customization_spec', `see '${where}'`);
  const spec = value as VcenterGuestCustomizationSpecsCreateSpec;
  demandUnions(model, model.demandStructure(CREATE_SPEC).fields, { ...spec });
  vimSpec(spec.spec);
  return spec;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong('customization_spec', 'it is no JSON');
    throw error;
  }
}

function wrong(member: string, why: string): VapiError {
  return new VapiError('invalid_argument', {
    id: 'com.vmware.api.vcenter.guest.customization_specs.invalid',
    default_message: `The value of '${member}' is not valid: ${why}.`,
    args: [member],
  });
}
