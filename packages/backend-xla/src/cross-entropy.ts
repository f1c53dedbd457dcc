/** The head and its loss, for which XLA is given a form of its own: in chunks, with gradients computed at once. */
import { sizeOf } from '@oneday/ops';
import type { CrossEntropyInputs, CrossEntropyOutputs, KernelDeclaration, RoundingAttributes, Spec } from '@oneday/ops';

/** Logits that exist at a time: 256 MiB of f32. */
export const MOST_LOGITS = 2 ** 26;

/** The declaration. */
export const chunkedCrossEntropy: KernelDeclaration<CrossEntropyInputs, RoundingAttributes, CrossEntropyOutputs> = {
  supports({ hiddenND, weightVD }) {
    return sizeOf(hiddenND.shape) === 0 || weightVD.shape[0] === 0 ? 'there is nothing to compute' : true;
  },
  backward: {
    saves({ hiddenND, weightVD, bias }): Readonly<Record<string, Spec>> {
      const gradients = { hiddenND: gradientOf(hiddenND), weightVD: gradientOf(weightVD) };
      return bias === undefined ? gradients : { ...gradients, bias: gradientOf(bias) };
    },
    uses: [],
  },
};

function gradientOf({ shape }: Spec): Spec {
  return { shape, dtype: 'f32' };
}
