/* A module for one version of Python: it uses more than the limited API has. */
#include <Python.h>
#include <unistd.h>

static PyObject *describe(PyObject *self, PyObject *args)
{
    return PyUnicode_FromFormat("@NAME@ @VERSION@, compiled for Python %d.%d", PY_MAJOR_VERSION, PY_MINOR_VERSION);
}

/* What it asks of the C library makes it need a shared library, as most extensions do. */
static PyObject *cores(PyObject *self, PyObject *args)
{
    return PyLong_FromLong(sysconf(_SC_NPROCESSORS_ONLN));
}

static PyMethodDef methods[] = {
    {"describe", describe, METH_NOARGS, NULL}, {"cores", cores, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "@MODULE@", "@SUMMARY@", -1, methods};

PyMODINIT_FUNC PyInit_@MODULE@(void)
{
    PyObject *made = PyModule_Create(&module);
    if (made != NULL && PyModule_AddStringConstant(made, "__version__", "@VERSION@") < 0)
        Py_CLEAR(made);
    return made;
}
