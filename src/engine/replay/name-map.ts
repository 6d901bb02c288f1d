import type { Journal } from './journal.ts';

/** Values by schema and name. One map in another: a joined key would have to be built and hashed anew for every look. */
/** The values themselves: schema, then name. */
export type Names<T> = Map<string, Map<string, T>>;

export interface NameMap<T> {
  /** As they are now: they change under the reader's hands. */
  readonly schemas: Names<T>;
  get(schema: string, name: string): T | undefined;
  /** Sets, or deletes where the value is undefined; through the journal. */
  put(schema: string, name: string, value: T | undefined): void;
  /** Sets what nobody will undo. */
  settle(schema: string, name: string, value: T): void;
  values(): readonly T[];
}

/** @param schemas what is in it from the start; it is written to */
export function createNameMap<T>(journal: Journal, schemas: Names<T> = new Map<string, Map<string, T>>()): NameMap<T> {
  const namesIn = (schema: string): Map<string, T> => {
    let names = schemas.get(schema);
    if (names === undefined) schemas.set(schema, (names = new Map<string, T>()));
    return names;
  };
  return {
    schemas,
    get: (schema, name) => schemas.get(schema)?.get(name),
    put: (schema, name, value) => journal.put(namesIn(schema), name, value),
    settle: (schema, name, value) => void namesIn(schema).set(name, value),
    values: () => [...schemas.values()].flatMap((names) => [...names.values()]),
  };
}
