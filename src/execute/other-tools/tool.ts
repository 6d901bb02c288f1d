import type { LayoutName } from '../../model/migration.ts';
import type { Problem } from '../../model/problem.ts';
import type { OtherToolName } from '../../model/other-tool.ts';
import type { Connection } from '../drivers/driver.ts';
import type { TableWanted, TheirTable } from './find-table.ts';

// What is known of another tool, one file a tool: where it keeps its history, what its rows mean, and how it would write them.

/** One of the project's migrations, as a file. */
export interface ProjectFile {
  /** Our id. */
  readonly id: string;
  /** As reports show it. */
  readonly name: string;
  /** Below the project's root: `20240101_init/migration.sql`. */
  readonly local: string;
  /** As it is on disk, byte order mark and line ends included. */
  readonly text: string;
}

/** A folder of migrations, in the order of its files. */
export interface OtherProject {
  readonly layout: LayoutName;
  readonly files: readonly ProjectFile[];
  /** Text of a file below the root that is no migration; undefined: there is none. */
  readonly read: (local: string) => string | undefined;
}

/** A file that the tool would run. */
export interface TheirFile extends ProjectFile {
  /** What the tool calls it. */
  readonly key: string;
  /** Drizzle: its time in milliseconds. */
  readonly when?: number;
}

/** What their history says of one migration. */
export interface TheirRow {
  readonly key: string;
  /** undefined: no file is called so. */
  readonly file: TheirFile | undefined;
  /** `begun`: it failed, or ended in the middle, and they do not know either. */
  readonly state: 'applied' | 'begun';
  /** Of the file as it is now against the one that they ran; `none`: they keep no checksum. */
  readonly checksum: 'same' | 'other' | 'none';
  /** Of what was begun: what they wrote down of it. */
  readonly evidence?: string;
  /** To be run again where its text changes. */
  readonly repeatable?: true;
  /** It says so of a later one only, before which it takes all others as run. */
  readonly implied?: true;
}

export interface TheirHistory {
  /** One for each migration; of several rows about one what they come to. */
  readonly rows: readonly TheirRow[];
  /** What else should be known, a sentence each. */
  readonly notes: readonly string[];
}

/** Where to write, and what the rows of one run have in common. */
export interface Writing {
  readonly connection: Connection;
  readonly table: TheirTable;
  readonly files: readonly TheirFile[];
  /** Knex: all migrations of one run are a batch. */
  readonly batch: number;
}

/** A migration that was run, for their history. */
export interface Ran {
  readonly file: TheirFile;
  /** Milliseconds. */
  readonly duration: number;
  /** As they were sent. */
  readonly statements: readonly string[];
}

/** An advisory lock of theirs. */
export interface TheirLock {
  /** A bigint, as text. */
  readonly key: string;
  /** They wait for it in a statement, which holds a snapshot: concurrent builds wait for that. */
  readonly blocks: boolean;
}

export interface OtherTool {
  readonly name: OtherToolName;
  /** As people call it. */
  readonly title: string;
  /** Whose files it runs, where nobody says. */
  readonly layouts: readonly LayoutName[];
  readonly table: TableWanted;
  /** It knows no migration that is pending before one that is applied. */
  readonly prefixOnly: boolean | ((files: readonly TheirFile[]) => boolean);
  /** How a person settles with their command what was begun. */
  readonly settle: string | undefined;
  files(project: OtherProject): readonly TheirFile[] | Problem;
  /** What stands in the way of reading that table with those files. */
  misfit?(table: TheirTable, files: readonly TheirFile[]): Problem | undefined;
  read(connection: Connection, table: TheirTable, files: readonly TheirFile[]): Promise<TheirHistory>;
  /** What they create where their table is not there yet. */
  create(table: TheirTable, files: readonly TheirFile[]): readonly string[];
  lock?(table: TheirTable, database: string): TheirLock | undefined;
  /** Goes before anything of a migration, in its transaction: holds off their runs. */
  holdOff?(table: TheirTable): string;
  batch?(connection: Connection, table: TheirTable): Promise<number>;
  /** Nothing of it is there yet, and it takes several transactions: until it is written as run nobody else must go on. */
  begin?(writing: Writing, file: TheirFile): Promise<void>;
  record(writing: Writing, ran: Ran): Promise<void>;
  /** Its way back was run. */
  remove(writing: Writing, file: TheirFile): Promise<void>;
}
