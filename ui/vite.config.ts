import { defineConfig } from 'vite';

// The server's shell takes the hashed names out of manifest.json; relative addresses let it stand behind a sub-path.
export default defineConfig({
  base: './',
  build: {
    outDir: '../target/ui/static/app',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { input: 'src/main.ts' },
  },
});
