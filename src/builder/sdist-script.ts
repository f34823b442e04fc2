/**
 * Runs in the interpreter that builds, without network, and tells what the build requires: `static` reads pyproject.toml and runs nothing of
 * the package; `hook` also asks the package's backend, in an environment made of what was fetched. Must be understood by Python 3.6.
 * Arguments: mode, sdist, folder of fetched requirements, folder to work in, file to write a JSON list to.
 */
export const sdistScript = `
import importlib, io, json, os, site, subprocess, sys, tarfile, zipfile

mode, sdist, fetched, scratch, answer = sys.argv[1:6]
MOST_TOML = 1 << 20

def members():
    """Yields (name, is_executable, open function) of plain files, with names that stay inside."""
    if zipfile.is_zipfile(sdist):
        with zipfile.ZipFile(sdist) as archive:
            for info in archive.infolist():
                if not info.filename.endswith('/') and inside(info.filename):
                    yield info.filename, (info.external_attr >> 16) & 0o111, lambda: archive.open(info)
        return
    with tarfile.open(sdist) as archive:
        for info in archive:
            if info.isfile() and inside(info.name):
                yield info.name, info.mode & 0o111, lambda: archive.extractfile(info)

def inside(name):
    parts = name.replace('\\\\', '/').split('/')
    return not name.startswith('/') and '..' not in parts

def unpack(to):
    for name, executable, opened in members():
        path = os.path.join(to, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with opened() as source, open(path, 'wb') as target:
            for chunk in iter(lambda: source.read(1 << 20), b''):
                target.write(chunk)
        os.chmod(path, 0o755 if executable else 0o644)
    names = os.listdir(to)
    only = os.path.join(to, names[0]) if len(names) == 1 else to
    return only if os.path.isdir(only) else to

def parse_toml(data):
    text = data.decode('utf-8')
    for name in ('tomllib', 'pip._vendor.tomli', 'pip._vendor.toml', 'pip._vendor.pytoml'):
        try:
            return importlib.import_module(name).loads(text)
        except ImportError:
            pass
    raise ImportError('no TOML reader in pip')

def build_system(data):
    table = parse_toml(data).get('build-system') if data is not None else None
    table = table if isinstance(table, dict) else {}
    requires = table.get('requires', ['setuptools>=40.8.0', 'wheel'])
    requires = requires if isinstance(requires, list) else [requires]
    if 'build-backend' not in table:
        # pip's own default for such a package, whatever it asks for besides.
        requires = requires + [one for one in ['setuptools>=40.8.0', 'wheel'] if not any(same(one, r) for r in requires)]
    return requires, table.get('build-backend', 'setuptools.build_meta:__legacy__'), table.get('backend-path', [])

def same(one, other):
    name = one.split('>')[0]
    rest = str(other)[len(name):].lstrip()
    return str(other).lower().startswith(name) and (not rest or not (rest[0].isalnum() or rest[0] in '._-'))

def read_toml():
    for name, _, opened in members():
        if name.replace('./', '', 1).count('/') == 1 and name.endswith('/pyproject.toml'):
            with opened() as source:
                return source.read(MOST_TOML)

def tell(requires):
    with io.open(answer, 'w', encoding='utf-8') as file:
        file.write(json.dumps([str(one) for one in requires]))

def install(requires, to):
    pip = [sys.executable, '-I', '-m', 'pip', '--isolated', '--no-input', '--disable-pip-version-check', 'install', '-q']
    where = ['--no-index', '--find-links', fetched, '--only-binary', ':all:', '--target', to, '--no-cache-dir', '--']
    subprocess.check_call(pip + where + requires)

def ask_backend(source, requires, backend, paths):
    packages = os.path.join(scratch, 'packages')
    if requires:
        install(requires, packages)
        site.addsitedir(packages)
        sys.path.remove(packages)
        sys.path.insert(0, packages)
        os.environ['PYTHONPATH'] = packages
        os.environ['PATH'] = os.path.join(packages, 'bin') + os.pathsep + os.environ.get('PATH', '')
    os.chdir(source)
    sys.path[:0] = [os.path.join(source, path) for path in paths]
    module, _, attributes = backend.partition(':')
    found = importlib.import_module(module)
    for attribute in filter(None, attributes.split('.')):
        found = getattr(found, attribute)
    hook = getattr(found, 'get_requires_for_build_wheel', None)
    return [] if hook is None else hook(None)

if mode == 'static':
    tell(build_system(read_toml())[0])
else:
    source = unpack(os.path.join(scratch, 'source'))
    toml = os.path.join(source, 'pyproject.toml')
    requires, backend, paths = build_system(open(toml, 'rb').read() if os.path.exists(toml) else None)
    sys.argv = ['setup.py']
    tell(ask_backend(source, [str(one) for one in requires], backend, paths))
`
