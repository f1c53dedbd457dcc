"""The keyed permutation of `@oneday/data`: `indexShuffle`, and the windows that `causalBatches` cuts in its order.

A Feistel network over (left, right) in mixed radix, with Threefry as its round function; see
packages/data/src/index-shuffle.ts.
"""

import math

import numpy as np

import threefry

ROUNDS = 8


def index_shuffle(key, count, indices):
    """The images of `indices` (integers in [0, count)) under the permutation that `key` names."""
    left_count = math.ceil(math.sqrt(count))
    right_count = math.ceil(count / left_count)
    images = np.array(indices, np.int64)
    pending = np.ones(len(images), bool)
    while pending.any():
        left, right = np.divmod(images[pending], right_count)
        for turn in range(0, ROUNDS, 2):
            left = (left + threefry.threefry2x32(key, right, turn)[0].astype(np.int64)) % left_count
            right = (right + threefry.threefry2x32(key, left, turn + 1)[0].astype(np.int64)) % right_count
        images[pending] = left * right_count + right
        # Images outside [0, count) are enciphered again until they fall inside.
        pending = images >= count
    return images


def causal_windows(tokens, seed, steps, batch, time):
    """The first `steps` batches of causalBatches, [steps, batch, time + 1]; one epoch must hold them."""
    starts_count = len(tokens) - time
    if steps * batch > starts_count:
        raise ValueError(f"{steps} batches of {batch} need more than the {starts_count} windows of one epoch")
    key = threefry.fold_in(threefry.fold_in(threefry.seed_key(seed), "data"), 0)
    starts = index_shuffle(key, starts_count, np.arange(steps * batch))
    return tokens[starts[:, None] + np.arange(time + 1)].reshape(steps, batch, time + 1)
