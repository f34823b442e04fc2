import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would take graphql's ES modules while Apollo, outside of it, takes the CommonJS ones: two realms that refuse each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    // Bounds on what hangs, not on what is slow: the machine may be busy with others.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    reporters: ['default'],
  },
})
