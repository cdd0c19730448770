"""Of the attacks, each run takes some: which ones, RAMPART_SEED says (`.ci/run` takes it from the commit). RAMPART_SOAK
takes them all."""

import os
import random

SEED = int(os.environ.get("RAMPART_SEED") or 1)
IS_SOAK = bool(os.environ.get("RAMPART_SOAK"))
#: What was left out, for the end of the run.
left_out = {}


def sample(what, cases, count):
    """Some of the cases, in their order; all of them in a soak. Every process of a run finds the same."""
    cases = list(cases)
    if IS_SOAK or count >= len(cases):
        return cases
    chosen = set(random.Random(f"{SEED} {what}").sample(range(len(cases)), count))
    left_out[what] = f"{count} of {len(cases)} {what}"
    return [case for number, case in enumerate(cases) if number in chosen]
