/** Another migration tool, as it really is, on a database and a folder of migrations. */
export interface RealTool {
  /** As `--adopt` and `--mirror` call it. */
  readonly name: string;
  /** With its version. */
  readonly title: string;
  readonly table: string;
  /** Columns that say when, how long, or nothing. */
  readonly volatile: readonly string[];
  /** Does it keep a checksum? */
  readonly hasChecksums: boolean;
  /** Files for the first `count` migrations: table t1, t2, …; each path below the folder of migrations. */
  files(count: number): Readonly<Record<string, string>>;
  /** Runs what it thinks is pending. @returns how many that were */
  run(url: string, folder: string): Promise<number>;
  /** Its own word on whether all is well; undefined: it has none, or is content. */
  complaint?(url: string, folder: string): Promise<string | undefined>;
}

/** Of the n-th migration. */
export const tableSql = (n: number): string => `CREATE TABLE t${n} (id integer PRIMARY KEY, note text);\n`;

/** `20240101000001`, …: the n-th second of a day. */
export const stampOf = (n: number): string => `2024010100000${n}`;

export const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

/** The first `count` files of one migration each. */
export const filesOf = (count: number, one: (n: number) => readonly [path: string, text: string]): Readonly<Record<string, string>> =>
  Object.fromEntries(numbers(count).map(one));
