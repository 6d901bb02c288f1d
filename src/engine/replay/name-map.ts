import type { Journal } from './journal.ts';

/** Values by schema and name. One map in another: a joined key would have to be built and hashed anew for every look. */
export interface NameMap<T> {
  get(schema: string, name: string): T | undefined;
  /** Sets, or deletes where the value is undefined; through the journal. */
  put(schema: string, name: string, value: T | undefined): void;
  /** Sets what nobody will undo. */
  settle(schema: string, name: string, value: T): void;
  values(): readonly T[];
}

export function createNameMap<T>(journal: Journal): NameMap<T> {
  const schemas = new Map<string, Map<string, T>>();
  const namesIn = (schema: string): Map<string, T> => {
    let names = schemas.get(schema);
    if (names === undefined) schemas.set(schema, (names = new Map<string, T>()));
    return names;
  };
  return {
    get: (schema, name) => schemas.get(schema)?.get(name),
    put: (schema, name, value) => journal.put(namesIn(schema), name, value),
    settle: (schema, name, value) => void namesIn(schema).set(name, value),
    values: () => [...schemas.values()].flatMap((names) => [...names.values()]),
  };
}
