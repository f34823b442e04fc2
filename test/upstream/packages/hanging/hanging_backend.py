"""A backend whose builds never end and never say a word."""

import time

from demo_backend import prepare_metadata_for_build_wheel  # noqa: F401


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    while True:
        time.sleep(3600)
