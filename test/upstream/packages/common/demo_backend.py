"""The PEP 517 backend that every demo package carries: standard library only, so a build needs no network.

PKG-INFO beside it becomes METADATA; demo.json says what to build:
  module: the one module of the package
  source: its C source, or null for pure Python
  limited_api: the Py_LIMITED_API of an abi3 module, such as "0x03070000", or null
"""

import base64
import email
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    recipe = json.loads(read("demo.json"))
    tag, contents = build_extension(recipe) if recipe["source"] else build_pure(recipe)
    files = {**contents, **dist_info(tag, pure=recipe["source"] is None)}
    filename = "{}-{}.whl".format(stem(), tag)
    write_wheel(os.path.join(wheel_directory, filename), files)
    return filename


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = os.path.join(metadata_directory, stem() + ".dist-info")
    os.mkdir(folder)
    with open(os.path.join(folder, "METADATA"), "wb") as file:
        file.write(read("PKG-INFO"))
    return os.path.basename(folder)


def build_pure(recipe):
    name = recipe["module"] + ".py"
    return "py3-none-any", {name: read(name)}


def build_extension(recipe):
    # A free-threaded Python has no limited API: there the module is built for that one version.
    abi3 = recipe["limited_api"] and not sysconfig.get_config_var("Py_GIL_DISABLED")
    defines = ["-DPy_LIMITED_API=" + recipe["limited_api"]] if abi3 else []
    suffix = ".abi3.so" if abi3 else sysconfig.get_config_var("EXT_SUFFIX")
    library = compile_c(os.path.join(HERE, recipe["source"]), defines)
    return extension_tag(recipe["limited_api"] if abi3 else None), {recipe["module"] + suffix: library}


def compile_c(source, defines):
    if shutil.which("cc") is None:
        sys.exit("error: command 'cc' failed: No such file or directory")
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "module.so")
        command = ["cc", "-shared", "-fPIC", "-O2", "-Wall", "-I" + sysconfig.get_path("include")]
        command += defines + [source, "-o", library]
        print(" ".join(command), flush=True)
        code = subprocess.call(command)
        if code != 0:
            sys.exit("error: command 'cc' failed with exit code {}".format(code))
        with open(library, "rb") as file:
            return file.read()


def extension_tag(limited_api):
    """cp311-cp311-linux_x86_64, or cp37-abi3-linux_x86_64 for the limited API of Python 3.7."""
    platform = platform_tag()
    if limited_api:
        version = int(limited_api, 16)
        return "cp{}{}-abi3-{}".format(version >> 24, version >> 16 & 0xFF, platform)
    # SOABI reads cpython-37m-x86_64-linux-gnu: 3.7 has an ABI flag m, free-threaded ones have t.
    abi = "cp" + sysconfig.get_config_var("SOABI").split("-")[1]
    return "cp{}{}-{}-{}".format(sys.version_info[0], sys.version_info[1], abi, platform)


def platform_tag():
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if struct.calcsize("P") == 4:  # a 32-bit Python under a 64-bit kernel is told the kernel's name
        platform = {"linux_x86_64": "linux_i686", "linux_aarch64": "linux_armv7l"}.get(platform, platform)
    return platform


def dist_info(tag, pure):
    wheel = "Wheel-Version: 1.0\nGenerator: demo_backend\nRoot-Is-Purelib: {}\nTag: {}\n".format(
        "true" if pure else "false", tag
    )
    folder = stem() + ".dist-info/"
    return {folder + "METADATA": read("PKG-INFO"), folder + "WHEEL": wheel.encode()}


def write_wheel(path, files):
    record = stem() + ".dist-info/RECORD"
    lines = ["{},sha256={},{}\n".format(name, digest(files[name]), len(files[name])) for name in files]
    files = {**files, record: "".join(lines + [record + ",,\n"]).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, contents in files.items():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))  # the same bytes from the same source
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            wheel.writestr(entry, contents)


def digest(contents):
    return base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).rstrip(b"=").decode()


def stem():
    """Name and version as wheel file names spell them."""
    metadata = email.message_from_bytes(read("PKG-INFO"))
    return "{}-{}".format(re.sub("[-_.]+", "_", metadata["Name"]).lower(), metadata["Version"])


def read(name):
    with open(os.path.join(HERE, name), "rb") as file:
        return file.read()
