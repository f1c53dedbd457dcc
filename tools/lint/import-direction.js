import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix, relative, sep } from 'node:path';

const OURS = /^@oneday\/([^/]+)(\/.*)?$/;
const NODE_FILE = /^src\/node(?:[-./]|$)/;
const TEST_FILE = /\.test\.ts$|(?:^|\/)[a-z-]+-tests\/|^(?:e2e|scripts)\//;

/** Splits an absolute file name into its package and the path inside it; undefined outside `packages/`. */
function locate(filename, root) {
  const [top, name, ...rest] = relative(root, filename).split(sep);
  return top === 'packages' && rest.length > 0 ? { name, path: rest.join('/') } : undefined;
}

/** Resolves a relative specifier against a package-relative path; starts with `../` where it leaves the package. */
function resolveInPackage(path, specifier) {
  return posix.normalize(posix.join(dirname(path), specifier));
}

/** What a package may import from outside: its dependencies, and in a test also what only development needs. */
function declaredDependencies(directory, isTest) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } =
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return new Set(Object.keys({
    ...dependencies, ...peerDependencies, ...optionalDependencies, ...(isTest ? devDependencies : {}),
  }));
}

/** `@scope/name/sub/path` → `@scope/name`; `name/sub/path` → `name`. */
function packageName(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Holds the table of `layers.js`: imports between packages go one way and by package name, and code that a browser may
 * load never reaches a Node built-in. A dynamic `import()` may load a Node-only file of the same package.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const importDirection = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { layers: { type: 'object' }, root: { type: 'string' } } }],
    messages: {
      unknownPackage: 'packages/{{name}} has no row in tools/lint/layers.js; add one.',
      direction: '{{from}} must not import @oneday/{{to}}; it may import: {{allowed}} (tools/lint/layers.js).',
      leavesPackage: "'{{specifier}}' leaves packages/{{from}}; import the other package by its name.",
      self: '{{from}} imports itself by name; use a relative path.',
      undeclared: "'{{specifier}}' is not among the dependencies in packages/{{from}}/package.json.",
      nodeBuiltin: "'{{specifier}}' is a Node built-in; move the code to a file named src/node*.ts.",
      nodeFile: "'{{specifier}}' runs in Node only; a file that browsers load may only import() it.",
    },
  },
  create(context) {
    const { layers, root } = context.options[0];
    const here = locate(context.filename, root);
    if (!here) return {};
    const layer = layers[here.name];
    if (!layer) {
      return { Program: (node) => context.report({ node, messageId: 'unknownPackage', data: { name: here.name } }) };
    }
    const isTest = TEST_FILE.test(here.path);
    const mayUseNode = layer.node || isTest || NODE_FILE.test(here.path) || !here.path.startsWith('src/');
    const declared = declaredDependencies(join(root, 'packages', here.name), isTest);
    const allowed = isTest ? [...layer.imports, ...(layer.tests ?? [])] : layer.imports;

    function check(source, { typeOnly = false, dynamic = false } = {}) {
      if (typeof source?.value !== 'string') return;
      const specifier = source.value;
      const report = (messageId, data = {}) =>
        context.report({ node: source, messageId, data: { from: here.name, specifier, ...data } });
      const [, to] = OURS.exec(specifier) ?? [];
      if (to === here.name) {
        if (!isTest) report('self');
      } else if (to) {
        if (!allowed.includes(to)) report('direction', { to, allowed: allowed.join(', ') || 'nothing of ours' });
        else if (!declared.has(`@oneday/${to}`)) report('undeclared');
      } else if (specifier.startsWith('.')) {
        const target = resolveInPackage(here.path, specifier);
        if (target.startsWith('../')) report('leavesPackage');
        else if (!mayUseNode && !typeOnly && !dynamic && NODE_FILE.test(target)) report('nodeFile');
      } else if (isBuiltin(specifier)) {
        if (!mayUseNode && !typeOnly) report('nodeBuiltin');
      } else if (!isTest && here.path.startsWith('src/') && !specifier.startsWith('#')) {
        if (!declared.has(packageName(specifier))) report('undeclared');
      }
    }

    return {
      ImportDeclaration: (node) => check(node.source, { typeOnly: node.importKind === 'type' }),
      ExportNamedDeclaration: (node) => check(node.source, { typeOnly: node.exportKind === 'type' }),
      ExportAllDeclaration: (node) => check(node.source, { typeOnly: node.exportKind === 'type' }),
      ImportExpression: (node) => check(node.source, { dynamic: true }),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, { typeOnly: true }),
    };
  },
};
