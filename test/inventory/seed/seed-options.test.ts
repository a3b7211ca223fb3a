import { loadSeed, parseSeed } from '../../../server/inventory/seed/load-seed.ts';

const seedWith = (options: string) =>
  parseSeed(`name: mine\ndescription: one\n${options}\ndatacenters: [{ name: DC }]\n`, 'my.yaml');

describe("A seed's options", () => {
  it('are read', () => {
    const { options } = seedWith('options: { storageVmotionWarning: true }');

    expect(options).toEqual({ storageVmotionWarning: true });
  });

  it('are left open where a seed says nothing', () => {
    expect(seedWith('').options).toBeUndefined();
    expect(loadSeed('drs-cluster').options).toBeUndefined();
  });

  it('warn after Storage vMotion in the lab', () => {
    expect(loadSeed('lab').options).toEqual({ storageVmotionWarning: true });
  });

  it.each([
    [
      'options: { storageVmotionWarnings: true }',
      /unknown key.*did you mean "storageVmotionWarning"/,
    ],
    ['options: { storageVmotionWarning: perhaps }', /must be true or false/],
    ['options: on', /must be a mapping/],
  ])('are refused when wrong: %s', (options, expected) => {
    expect(() => seedWith(options)).toThrow(expected);
  });
});
