// Floors of the server, top to bottom: a floor may lean on those below it, never on one above.
const floors = [
  'wire',
  'vapi',
  'control',
  'automation',
  'vim',
  'inventory',
  'engines',
  'clock',
  'vmodl',
];

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'engines-are-pure',
      severity: 'error',
      from: { path: '^server/engines/' },
      to: { pathNot: '^server/(engines|vmodl)/' },
    },
    ...floors.slice(1).map((floor, index) => ({
      name: `${floor}-leans-on-no-floor-above`,
      severity: 'error',
      from: { path: `^server/${floor}/` },
      to: { path: `^server/(${floors.slice(0, index + 1).join('|')})/` },
    })),
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true },
};
