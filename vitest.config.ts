import { defineConfig } from 'vitest/config';

/** What only CI can promise (a server, a built package) lives in projects of its own, so that `--project unit` is the quick loop. */
export default defineConfig({
  cacheDir: './.vite',
  test: {
    reporters: ['default', './scripts/closing-line.mjs'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/bin/**', 'test/rules/**'] } },
      { extends: true, test: { name: 'rules', include: ['test/rules/**/*.test.ts'] } },
      { extends: true, test: { name: 'bin', include: ['test/bin/**/*.test.ts'], globalSetup: ['./scripts/build.mjs'] } },
    ],
  },
});
