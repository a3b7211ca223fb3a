"""Validates SOAP answers against the XML Schemas of the API version they were written for.

    validate-xml.py --schemas DIR < answers.jsonl
    validate-xml.py --schemas DIR --version 9.1.0.0 answer.xml ...

DIR holds one folder per version with the files a server gives out under /sdk/ (vim.wsdl and the
schemas it includes). Each line of answers.jsonl is {"version": "9.1.0.0", "xml": "<soapenv:..."}.

Prints one line {"index": n, "error": text} per error, n counting answers from 0. Ends with 0 when all
are valid, 1 when some are not, 2 when the schemas cannot be loaded or lxml is missing.

Beyond the schemas it wants xsi:type wherever the schema says anyType, since clients do. The answer of
the undocumented method Fetch is in no schema; its value is validated as that of a property.
"""

import argparse
import json
import os
import sys

try:
    from lxml import etree
except ImportError:
    print("validate-xml.py needs lxml: pip install lxml, or Debian's python3-lxml", file=sys.stderr)
    sys.exit(2)

XSD = "{http://www.w3.org/2001/XMLSchema}"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
VIM = "{urn:vim25}"

# Elements of type anyType by their own name and that of the element around them.
ANY_TYPE_SLOTS = {("propSet", "val"), ("changeSet", "val"), ("DynamicProperty", "val")}

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


class Schemas:
    """Loads the schema of a version when first needed."""

    def __init__(self, folder):
        self.folder = folder
        self.loaded = {}

    def of(self, version):
        if version not in self.loaded:
            self.loaded[version] = self.load(version)
        return self.loaded[version]

    def load(self, version):
        path = os.path.join(self.folder, version, "vim.wsdl")
        types = etree.parse(path, PARSER).find(f".//{XSD}schema")
        # Re-parsed as a document of its own, at the same place, so that includes are found.
        document = etree.fromstring(etree.tostring(types), PARSER, base_url=path)
        return etree.XMLSchema(document.getroottree())


def errors_of(schema, xml):
    """Texts of what is wrong with one answer."""
    try:
        envelope = etree.fromstring(xml.encode("utf-8"), PARSER)
    except etree.XMLSyntaxError as error:
        return [f"ill-formed XML: {error}"]
    body = envelope.find(f"{SOAP}Body")
    if envelope.tag != f"{SOAP}Envelope" or body is None or len(body) != 1:
        return ["no SOAP envelope with one element in its body"]
    found = []
    for element in payloads(body[0]):
        found += schema_errors(schema, element)
        found += untyped_slots(element)
    return found


def payloads(answer):
    """The elements of the vim25 namespace in a body: the answer itself or the details of a fault."""
    if answer.tag == f"{SOAP}Fault":
        return [detail for part in answer.iterfind("detail") for detail in part]
    if answer.tag == f"{VIM}FetchResponse":
        return [as_property(answer)]
    return [answer]


def as_property(answer):
    """Rewrites a Fetch answer as that of RetrieveProperties for one property."""
    copied = etree.fromstring(etree.tostring(answer), PARSER)
    values = list(copied)
    copied.tag = f"{VIM}RetrievePropertiesResponse"
    del copied[:]
    content = etree.SubElement(copied, f"{VIM}returnval")
    etree.SubElement(content, f"{VIM}obj", type="ManagedObject").text = "object"
    for value in values:
        prop = etree.SubElement(content, f"{VIM}propSet")
        etree.SubElement(prop, f"{VIM}name").text = "property"
        value.tag = f"{VIM}val"
        prop.append(value)
    return copied


def schema_errors(schema, element):
    # Serialised and parsed anew: prefixes inside xsi:type are declared further up.
    document = etree.fromstring(etree.tostring(element), PARSER)
    if schema.validate(document):
        return []
    return [f"{error.path or element.tag}: {error.message}" for error in schema.error_log]


def untyped_slots(element):
    for value in element.iter(f"{VIM}val"):
        around = value.getparent()
        slot = (etree.QName(around).localname, "val") if around is not None else None
        if slot in ANY_TYPE_SLOTS and value.get(XSI_TYPE) is None:
            yield f"{slot[0]}/val has no xsi:type"


def answers(arguments):
    for path in arguments.files:
        with open(path, encoding="utf-8") as file:
            yield {"version": arguments.version, "xml": file.read()}
    if not arguments.files:
        for line in sys.stdin:
            if line.strip():
                yield json.loads(line)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--schemas", required=True, help="folder with one folder per version")
    options.add_argument("--version", help="version of the files named")
    options.add_argument("files", nargs="*", help="answers; without any, lines from stdin")
    arguments = options.parse_args()
    if arguments.files and not arguments.version:
        options.error("files need --version")
    schemas = Schemas(arguments.schemas)
    valid = True
    for index, answer in enumerate(answers(arguments)):
        try:
            schema = schemas.of(answer["version"])
        except (OSError, etree.LxmlError) as error:
            print(f"schemas of {answer['version']}: {error}", file=sys.stderr)
            return 2
        for error in errors_of(schema, answer["xml"]):
            valid = False
            print(json.dumps({"index": index, "error": error}))
    return 0 if valid else 1


if __name__ == "__main__":
    sys.exit(main())
