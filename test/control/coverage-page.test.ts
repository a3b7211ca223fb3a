import { pageIsCurrent } from '../../scripts/generate-coverage.ts';

describe('docs/coverage.md', () => {
  it('is what the code has (npx tsx scripts/generate-coverage.ts writes it)', async () => {
    expect(await pageIsCurrent()).toBe(true);
  });
});
