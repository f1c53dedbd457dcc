import { defineConfig } from 'vite';

export default defineConfig({
  // The folder that is built works under any address.
  base: './',
  build: { target: 'es2023', chunkSizeWarningLimit: 1000 },
  worker: { format: 'es' },
});
