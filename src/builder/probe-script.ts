/**
 * Runs in the interpreter that is asked and prints one line of JSON. It must be understood by any Python 3, and by 2.7 far
 * enough to say its version. pip before 20.0 had no packaging.tags; its pep425tags gives the same list.
 */
export const probeScript = `
import json, os, platform, sys

def pip_tags():
    try:
        from pip._vendor.packaging import tags
        return [str(tag) for tag in tags.sys_tags()]
    except ImportError:
        pass
    try:
        from pip._internal import pep425tags
    except ImportError:
        from pip import pep425tags
    return ['-'.join(tag) for tag in pep425tags.get_supported()]

pip_version, tags, fault = None, [], None
try:
    import pip
    pip_version = pip.__version__
    tags = pip_tags()
except ImportError:
    fault = 'no pip'
except Exception as error:
    fault = 'its pip fails: ' + type(error).__name__
print(json.dumps({
    'executable': sys.executable,
    'home': os.path.realpath(sys.executable) + ' ' + sys.prefix,
    'implementation': platform.python_implementation().lower(),
    'version': list(sys.version_info[:2]),
    'pythonVersion': platform.python_version(),
    'pipVersion': pip_version,
    'tags': tags,
    'fault': fault,
}))
`
