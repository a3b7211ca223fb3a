"""Reads the vAPI services out of the wheels of the Automation SDK and prints them as one JSON document.

The clients in the wheels are generated: each type and each operation is one call with literal arguments.
They are parsed, not run, and nothing is installed. A type expression this script does not know ends it,
so a new layout cannot pass silently.

    python3 dump.py vmware_vcenter-….whl vmware_vapi_runtime-….whl … > dump.json

Output: {"services": {id: {operation: {"in": {name: type}, "out": type, "errors": [name], "task": kind,
"rest": {...} | null}}}, "structures": {id: {"fields": {name: type}, "unions": {tag: {value: [[field,
required]]}}}}, "errors": the same, "enumerations": {id: [value]}}. A type is text: `list<string>?`, where
the id of a structure or enumeration stands for itself.
"""

import ast
import json
import sys
import zipfile

PLAIN = {
    "StringType": "string",
    "IntegerType": "integer",
    "DoubleType": "double",
    "BooleanType": "boolean",
    "BlobType": "blob",
    "VoidType": "void",
    "DateTimeType": "datetime",
    "URIType": "uri",
    "SecretType": "secret",
    "IdType": "id",
    "OpaqueType": "opaque",
    "AnyErrorType": "anyerror",
    "DynamicStructType": "dynamicstruct",
}
STD_ERRORS = "com.vmware.vapi.std.errors."


class Module:
    """What one client module declares: ids of its classes, and its stubs."""

    def __init__(self, name, tree):
        self.name = name
        self.ids = {}
        self.types = []
        self.values = {}
        self.validators = {}
        self.stubs = []
        self.visit(tree.body, [])

    def visit(self, body, path):
        for node in body:
            if isinstance(node, ast.ClassDef):
                if node.name.endswith("Stub") and node.name.startswith("_"):
                    self.stubs.append(node)
                else:
                    self.visit(node.body, [*path, node.name])
            elif isinstance(node, ast.Assign) and name_of(node.targets[0]) == "_validator_list":
                self.validators[".".join(path)] = node.value
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self.declare(node.value, path)

    def declare(self, call, path):
        if not isinstance(call.func, ast.Attribute):
            return
        if call.func.attr == "_set_binding_type":
            made = call.args[0]
            name = ".".join([*path, name_of(call.func.value)])
            identifier = made.args[0].value
            self.ids[name] = identifier
            self.types.append((name, identifier, made))
        elif call.func.attr == "_set_values":
            name = ".".join([*path, name_of(call.func.value)])
            self.values[name] = [key.value for key in call.args[0].keys]


def name_of(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


class Dump:
    def __init__(self, modules):
        self.modules = modules
        self.out = {"services": {}, "structures": {}, "errors": {}, "enumerations": {}}

    def run(self):
        for module in self.modules.values():
            for name, identifier, made in module.types:
                self.declare(module, name, identifier, made)
            for stub in module.stubs:
                self.service(module, stub)
        return self.out

    def declare(self, module, name, identifier, made):
        kind = made.func.attr
        if kind == "EnumType":
            self.out["enumerations"][identifier] = module.values[name]
            return
        place = {"StructType": "structures", "ErrorType": "errors"}[kind]
        row = {"fields": self.fields(module, made.args[1])}
        unions = unions_of(module.validators.get(name))
        if unions:
            row["unions"] = unions
        self.out[place][identifier] = row

    def fields(self, module, node):
        return {key.value: self.type(module, value) for key, value in zip(node.keys, node.values)}

    def type(self, module, node):
        kind = node.func.attr
        if kind in PLAIN:
            return PLAIN[kind]
        if kind == "OptionalType":
            return self.type(module, node.args[0]) + "?"
        if kind in ("ListType", "SetType"):
            return f"{kind[:-4].lower()}<{self.type(module, node.args[0])}>"
        if kind == "MapType":
            return f"map<{self.type(module, node.args[0])},{self.type(module, node.args[1])}>"
        if kind == "ReferenceType":
            where, name = node.args
            home = module.name if isinstance(where, ast.Name) else where.value
            return self.modules[home].ids[name.value]
        raise SystemExit(f"{module.name}: unknown type {ast.dump(node)}")

    def service(self, module, stub):
        assigned = {}
        for node in stub.body[0].body:
            if isinstance(node, ast.Assign):
                assigned[name_of(node.targets[0])] = node.value
        call = next(
            node.value
            for node in stub.body[0].body
            if isinstance(node, ast.Expr) and name_of(node.value.func) == "ApiInterfaceStub.__init__"
        )
        identifier = next(each.value.value for each in call.keywords if each.arg == "iface_name")
        rest = keyed(assigned["rest_metadata"])
        operations = {}
        for name, node in keyed(assigned["operations"]).items():
            given = keyed(node)
            input_type = assigned[given["input_type"].id]
            errors = keyed(assigned[given["errors"].id])
            task = given["task_type"].attr
            operations[name] = {
                "in": self.fields(module, input_type.args[1]),
                "out": self.type(module, given["output_type"]),
                "errors": sorted(each.removeprefix(STD_ERRORS) for each in errors),
                "task": task,
                "rest": rest_of(assigned, rest.get(name)),
            }
        self.out["services"][identifier] = operations


def keyed(node):
    return {key.value: value for key, value in zip(node.keys, node.values)}


def rest_of(assigned, node):
    if node is None:
        return None
    call = assigned[node.id]
    if not isinstance(call, ast.Call):
        return None
    given = {each.arg: each.value for each in call.keywords}
    query = given["query_parameters"]
    extra = {}
    if isinstance(query, ast.Call):
        extra = {
            each.arg or "": ast.literal_eval(each.value) for each in query.keywords
        }
        query = query.args[0]
    return {
        "method": given["http_method"].value,
        "url": given["url_template"].value,
        "path": ast.literal_eval(given["path_variables"]),
        "query": ast.literal_eval(query),
        "queryMore": extra,
        # Services described the new way say how calls to one URL are told apart; others say nothing.
        "dispatch": ast.literal_eval(given["dispatch_parameters"])
        if "dispatch_parameters" in given
        else None,
        "body": given["request_body_parameter"].value if "request_body_parameter" in given else None,
    }


def unions_of(node):
    unions = {}
    for call in node.elts if node else []:
        if call.func.id != "UnionValidator":
            continue
        unions[call.args[0].value] = {
            key: [[name, required] for name, required in fields]
            for key, fields in ast.literal_eval(call.args[1]).items()
        }
    return unions


def main():
    modules = {}
    for wheel in sys.argv[1:]:
        with zipfile.ZipFile(wheel) as archive:
            for path in archive.namelist():
                if not path.startswith("com/vmware/") or not path.endswith("_client.py"):
                    continue
                name = path.removesuffix(".py").replace("/", ".")
                if name not in modules:
                    modules[name] = Module(name, ast.parse(archive.read(path)))
    json.dump(Dump(modules).run(), sys.stdout)


main()
