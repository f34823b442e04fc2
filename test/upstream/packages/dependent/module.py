"""@SUMMARY@"""

import demo_colours
import demo_greeting

__version__ = "@VERSION@"


def describe():
    parts = [demo_greeting.describe(), demo_colours.describe()]
    return "@NAME@ @VERSION@, on top of " + " and ".join(parts)
