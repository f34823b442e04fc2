/* A module within the limited API, so that one wheel serves every Python from 3.7 on. */
#include <Python.h>

static PyObject *describe(PyObject *self, PyObject *args)
{
    return PyUnicode_FromString("@NAME@ @VERSION@, compiled for the stable ABI");
}

static PyMethodDef methods[] = {{"describe", describe, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "@MODULE@", "@SUMMARY@", -1, methods};

PyMODINIT_FUNC PyInit_@MODULE@(void)
{
    PyObject *made = PyModule_Create(&module);
    if (made != NULL && PyModule_AddStringConstant(made, "__version__", "@VERSION@") < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
