"""@SUMMARY@"""

__version__ = "@VERSION@"


def describe():
    return "@NAME@ @VERSION@, pure Python"
