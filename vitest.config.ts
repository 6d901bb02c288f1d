import { defineConfig } from 'vitest/config';

/**
 * `--project unit` is the quick loop; `rules` runs every rule over all examples and fixtures; `prove` holds the effects
 * table against PostgreSQL in this process; `live` runs the command on a real server, where there is one; `bin` builds, packs and runs the command.
 */
export default defineConfig({
  cacheDir: './.vite',
  test: {
    // Milliseconds; to end what hangs, not to measure: machines may be busy.
    testTimeout: 60_000,
    // Most of the time a test waits for a command that it has started.
    maxWorkers: '100%',
    reporters: ['default', './scripts/closing-line.mjs'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/bin/**', 'test/live/**', 'test/prove/**', 'test/rules/**'] },
      },
      { extends: true, test: { name: 'rules', include: ['test/rules/**/*.test.ts'] } },
      { extends: true, test: { name: 'prove', include: ['test/prove/**/*.test.ts'] } },
      { extends: true, test: { name: 'live', include: ['test/live/**/*.test.ts'], setupFiles: ['./test/bin/build.ts'] } },
      { extends: true, test: { name: 'bin', include: ['test/bin/**/*.test.ts'], setupFiles: ['./test/bin/build.ts'] } },
    ],
  },
});
