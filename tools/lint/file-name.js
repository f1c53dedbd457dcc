import { basename } from 'node:path';

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)+$/;

/**
 * File names are kebab-case: `cross-entropy.test.ts`.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { kebabCase: "File name '{{name}}' is not kebab-case, such as cross-entropy.test.ts." },
  },
  create(context) {
    const name = basename(context.filename);
    return {
      Program(node) {
        if (KEBAB_CASE.test(name)) return;
        context.report({ node, loc: { line: 1, column: 0 }, messageId: 'kebabCase', data: { name } });
      },
    };
  },
};
