"""What `make test` collects: examples in docstrings too, but for those that need the extra `train`."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else [f"kg/train/{name}.py" for name in ("network", "batches", "fitting")]
