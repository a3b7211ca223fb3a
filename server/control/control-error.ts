/** A mistake in a control call, in words for the test's author; the door gives it its HTTP status. */

export type ControlProblem = 'invalid' | 'not found' | 'conflict';

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly problem: ControlProblem;

  constructor(problem: ControlProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
