/* A module for a library that nobody has: the compiler stops at its header. */
#include <Python.h>
#include <nosuchlib.h>

PyMODINIT_FUNC PyInit_@MODULE@(void)
{
    return nosuchlib_open("@NAME@ @VERSION@");
}
