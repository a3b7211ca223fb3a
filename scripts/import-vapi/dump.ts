/** What `dump.py` prints: the services of the wheels as their generated clients declare them. */

export interface Dump {
  readonly services: Readonly<Record<string, Readonly<Record<string, DumpedOperation>>>>;
  readonly structures: Readonly<Record<string, DumpedStructure>>;
  readonly errors: Readonly<Record<string, DumpedStructure>>;
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
}

export interface DumpedOperation {
  readonly in: Readonly<Record<string, string>>;
  readonly out: string;
  readonly errors: readonly string[];
  readonly task: 'NONE' | 'TASK' | 'TASK_ONLY';
  readonly rest: DumpedRest | null;
}

export interface DumpedStructure {
  readonly fields: Readonly<Record<string, string>>;
  readonly unions?: Unions;
}

/** Tag member → its value → members of that case, each with whether it must be there. */
export type Unions = Readonly<
  Record<string, Readonly<Record<string, readonly (readonly [string, boolean])[]>>>
>;

export interface DumpedRest {
  readonly method: string;
  readonly url: string;
  /** Parameter → its name in the URL's template. */
  readonly path: Readonly<Record<string, string>>;
  /** Fixed query parameters that tell operations of one URL apart; null where the client does not say. */
  readonly dispatch: Readonly<Record<string, string>> | null;
  /** The parameter which is the body itself, if any is. */
  readonly body: string | null;
}
