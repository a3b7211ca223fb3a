/**
 * `testType` arguments: which groups of checks a caller asks for.
 */
import { CHECK_TEST_TYPES } from '../../engines/compatibility/compatibility.ts';
import type { CheckTestType } from '../../engines/compatibility/issue.ts';
import { invalidArgument } from '../../vmodl/fault.ts';

/** All groups when none is named. Throws InvalidArgument for one nobody knows. */
export function testTypesOf(asked: readonly string[] | undefined): readonly CheckTestType[] {
  if (!asked || asked.length === 0) return CHECK_TEST_TYPES;
  return asked.map((name) => {
    const known = CHECK_TEST_TYPES.find((type) => type === name);
    if (!known) throw invalidArgument('testType');
    return known;
  });
}
