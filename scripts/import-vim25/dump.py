"""Reads the vim25 type tables out of a pyvmomi wheel and prints them as one JSON document.

The tables are modules which do nothing but call functions (``AddVersion``, ``CreateDataType`` ...).
They are executed here with a recorder in the place of those functions: no code of the package runs,
nothing is installed. A call this script does not know ends it, so a new layout cannot pass silently.

    python3 dump.py pyvmomi-9.1.1.0-py3-none-any.whl > dump.json

Output: {"versions": [[name, wireNamespace, id]], "parents": [[child, parent]],
"enums": [[vmodl, wire, version, [value]]], "data": [[vmodl, wire, base, version, [property]]],
"managed": [[vmodl, wire, base, version, [property], [method]]]}, rows as the tables have them.
"""

import json
import sys
import types
import zipfile

TABLES = ("core", "query", "vim")
PACKAGE = "tables"
FLAGS = {"F_LINK": 1, "F_LINKABLE": 2, "F_OPTIONAL": 4, "F_SECRET": 8}


class Recorder:
    """Collects the calls of the table modules; a later row of the same name replaces the earlier."""

    def __init__(self):
        self.versions = {}
        self.parents = set()
        self.enums = {}
        self.data = {}
        self.managed = {}

    def add_version(self, name, namespace, version_id, _legacy, _service):
        self.versions[name] = [name, namespace, version_id]

    def add_version_parent(self, child, parent):
        self.parents.add((child, parent))

    def create_enum(self, vmodl, wire, version, values):
        self.enums[vmodl] = [vmodl, wire, version, values]

    def create_data(self, vmodl, wire, base, version, properties):
        self.data[vmodl] = [vmodl, wire, base, version, properties or []]

    def create_managed(self, vmodl, wire, base, version, properties, methods):
        self.managed[vmodl] = [vmodl, wire, base, version, properties or [], methods or []]

    def module(self):
        """The module the tables import their functions from."""
        version_group = types.SimpleNamespace(Add=lambda _name: None)
        made = types.ModuleType(PACKAGE + ".VmomiSupport")
        made.__dict__.update(
            FLAGS,
            AddVersion=self.add_version,
            AddVersionParent=self.add_version_parent,
            AddBreakingChangesInfo=lambda *_call: None,
            CreateEnumType=self.create_enum,
            CreateDataType=self.create_data,
            CreateManagedType=self.create_managed,
            newestVersions=version_group,
            ltsVersions=version_group,
            oldestVersions=version_group,
        )
        return made

    def result(self):
        return {
            "versions": list(self.versions.values()),
            "parents": sorted(self.parents),
            "enums": list(self.enums.values()),
            "data": list(self.data.values()),
            "managed": list(self.managed.values()),
        }


def read_tables(wheel):
    recorder = Recorder()
    package = types.ModuleType(PACKAGE)
    package.__path__ = []
    sys.modules[PACKAGE] = package
    sys.modules[PACKAGE + ".VmomiSupport"] = recorder.module()
    for table in TABLES:
        file = f"pyVmomi/_typeinfo_{table}.py"
        code = compile(wheel.read(file), file, "exec")
        exec(code, {"__name__": f"{PACKAGE}._typeinfo_{table}", "__package__": PACKAGE})
    return recorder.result()


if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as wheel_file:
        json.dump(read_tables(wheel_file), sys.stdout, separators=(",", ":"))
