/**
 * Loaded before `step-beside-tfjs-stock.mjs`: TensorFlow.js' modules as they are written. Node would take its bundle,
 * in which no gradient is registered, and its modules import each other without endings.
 */
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
// Its part for Node expects it.
globalThis.require = createRequire(import.meta.url);

/** A file below `base`, which may lack its ending. */
function completed(base) {
  return [base, `${base}.js`, join(base, 'index.js')].find((path) => path.endsWith('.js') && existsSync(path));
}

/** The file that a specifier of TensorFlow.js means; undefined for all others. */
function fileOf(specifier, parentURL) {
  const bare = /^(@tensorflow\/tfjs-[\w-]+)(.*)$/.exec(specifier);
  if (bare !== null) {
    const [, name, inside] = bare;
    return completed(join(packages, name, inside || 'dist'));
  }
  const isRelative = specifier.startsWith('.') && parentURL?.includes('/node_modules/@tensorflow/');
  return isRelative ? completed(fileURLToPath(new URL(specifier, parentURL))) : undefined;
}

registerHooks({
  resolve(specifier, context, next) {
    const file = fileOf(specifier, context.parentURL);
    if (file === undefined) return next(specifier, context);
    return { url: pathToFileURL(file).href, format: 'module', shortCircuit: true };
  },
});
