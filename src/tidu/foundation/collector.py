"""How often Python looks for rings of dead objects."""

import gc


def look_seldom() -> None:
    """Look once in 50,000 objects, and never again at what is loaded by now; a second call does nothing.

    A page over ten thousand firms, or a workbook of as many rows, makes a million objects that all die by their
    counts: looking for rings among them every 700 objects takes a fifth to a third of the time.
    """
    if gc.get_freeze_count():
        return
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
