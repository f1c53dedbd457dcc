// Fetches the XLA plugin that tests run on, unless it is there: what `oneday setup xla --cpu` does, before anything is
// built. Run with `--conditions=@oneday/source` on a Node that strips types.
import { findPlugin, pluginFolder } from '../../packages/backend-xla/src/plugin-folder.ts';
import { chooseWheels, installWheels, installedVersions } from '../../packages/cli/src/setup/install-wheels.ts';
import { xlaPackages } from '../../packages/cli/src/setup/xla-packages.ts';

const folder = pluginFolder('cpu');
const [{ name, version }] = xlaPackages.cpu;
if (installedVersions(folder)[name] !== version) await installWheels(await chooseWheels(xlaPackages.cpu), folder);
console.log(`XLA plugin ${name} ${version} in ${findPlugin(undefined, ['cpu']).path}`);
