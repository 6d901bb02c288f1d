import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real repository in a folder of its own. */
export class Repository {
  readonly root: string;

  constructor(root = realpathSync(mkdtempSync(join(tmpdir(), 'sqlsafe-git-'))), isNew = true) {
    this.root = root;
    if (isNew) this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: readonly string[]): string {
    const settings = [
      'user.name=a',
      'user.email=a@example.org',
      'commit.gpgsign=false',
      'protocol.file.allow=always',
      'core.autocrlf=false',
    ];
    return execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    return this;
  }

  /** Writes files and stages them. */
  stage(files: Readonly<Record<string, string>>): this {
    this.write(files);
    this.git('add', '--', ...Object.keys(files));
    return this;
  }

  commit(files: Readonly<Record<string, string>> = {}): this {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'x');
    return this;
  }

  move(from: string, to: string): this {
    renameSync(join(this.root, from), join(this.root, to));
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.root, path));
    return this;
  }

  /** The folder and all in it. */
  destroy(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
