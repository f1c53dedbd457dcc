"""Token streams and batches for the `char-gpt` scripts: synthetic text and a text file's characters."""

import numpy as np

import threefry

SUCCESSORS = 4
FOLLOW_SHARE = 0.85


def synthetic_tokens(seed, vocab_size, count):
    """Tokens with something to learn: a first-order Markov chain over `vocab_size` ids (uint8).

    Each id has four favoured successors, drawn once. At each place, with probability 0.85 the next token is
    one of the four (the first half of the time, the second a quarter, the others an eighth each), else any
    id with equal probability. Every draw comes from the seeded Threefry generator.
    """
    key = threefry.fold_in(threefry.seed_key(seed), "synthetic-text")
    favoured = threefry.random_bits(threefry.fold_in(key, "successors"), vocab_size * SUCCESSORS)
    favoured = (favoured % np.uint32(vocab_size)).reshape(vocab_size, SUCCESSORS)
    rank_of_eighth = (0, 0, 0, 0, 1, 1, 2, 3)
    follows = threefry.uniform(threefry.fold_in(key, "follow"), count) < FOLLOW_SHARE
    eighths = threefry.random_bits(threefry.fold_in(key, "rank"), count) >> np.uint32(29)
    free = threefry.random_bits(threefry.fold_in(key, "free"), count) % np.uint32(vocab_size)
    tokens = np.empty(count, np.uint8)
    previous = 0
    for place in range(count):
        previous = int(favoured[previous, rank_of_eighth[eighths[place]]] if follows[place] else free[place])
        tokens[place] = previous
    return tokens


def random_windows(tokens, key, batches, batch, time):
    """[batches, batch, time + 1] windows of `tokens`, each start equally likely; inputs and shifted labels overlap."""
    starts = threefry.random_bits(key, batches * batch) % np.uint32(len(tokens) - time)
    windows = tokens[starts[:, None].astype(np.int64) + np.arange(time + 1)]
    return windows.reshape(batches, batch, time + 1)


def inputs_and_targets(windows):
    """Splits [.., time + 1] windows into int64 inputs and targets of `time` tokens each."""
    # Here, so that what needs arrays alone runs without PyTorch.
    import torch

    tokens = torch.from_numpy(np.asarray(windows, np.int64))
    return tokens[..., :-1].contiguous(), tokens[..., 1:].contiguous()


def character_tokens(text):
    """The sorted character vocabulary of `text` and its token ids (int64)."""
    characters = sorted(set(text))
    id_of = {character: index for index, character in enumerate(characters)}
    return characters, np.array([id_of[character] for character in text], np.int64)
