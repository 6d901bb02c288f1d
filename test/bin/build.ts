import build from '../../scripts/build.mjs';

// The command under test is the one that the sources make now.
await build();
