/* A module that takes a function for granted which Python 3.@FAILING@ and older do not have: there the compiler stops. */
#include <Python.h>

#if PY_MINOR_VERSION <= @FAILING@
static void *needed = (void *)&PyModule_NewerThanThisPython;
#else
static void *needed = (void *)&PyModule_Create2;
#endif

static PyObject *describe(PyObject *self, PyObject *args)
{
    return PyUnicode_FromFormat("@NAME@ @VERSION@, %s", needed ? "compiled where it could be" : "");
}

static PyMethodDef methods[] = {{"describe", describe, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "@MODULE@", "@SUMMARY@", -1, methods};

PyMODINIT_FUNC PyInit_@MODULE@(void)
{
    PyObject *made = PyModule_Create(&module);
    if (made != NULL && PyModule_AddStringConstant(made, "__version__", "@VERSION@") < 0)
        Py_CLEAR(made);
    return made;
}
