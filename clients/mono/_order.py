"""Gives every member of generated proxy classes its place (`Order=n`), as dotnet-svcutil does and Mono's wsdl does not;
and makes the service derive from what records its answers.

    _order.py Vim.cs

With places, a serializer is strict: what comes late, or after something unknown, is lost. PowerCLI's proxies have them.
"""
import re
import sys

PROPERTY = re.compile(r"^        public [\w.\[\]@]+ @?\w+ \{$")
CLASS = re.compile(r"^    public (?:partial |abstract )*class ")
ELEMENT = re.compile(r"XmlElementAttribute\((.*)\)\]$")
SERVICE = "class VimService : System.Web.Services.Protocols.SoapHttpClientProtocol {"
# What is no element of its own.
OTHERWISE = ("XmlIgnoreAttribute", "XmlTextAttribute", "XmlAttributeAttribute")


def ordered(lines):
    place, attributes = 0, []
    for line in lines:
        if CLASS.match(line):
            place = 0
        if line.startswith("        ["):
            attributes.append(line)
            continue
        if PROPERTY.match(line) and not any(word in each for each in attributes for word in OTHERWISE):
            attributes = placed(attributes, place)
            place += 1
        yield from attributes
        attributes = []
        yield line


def placed(attributes, place):
    for index, line in enumerate(attributes):
        found = ELEMENT.search(line)
        if found:
            arguments = found.group(1) + (", " if found.group(1) else "")
            attributes[index] = "%sXmlElementAttribute(%sOrder=%d)]" % (line[: found.start()], arguments, place)
            return attributes
    return attributes + ["        [System.Xml.Serialization.XmlElementAttribute(Order=%d)]" % place]


def main(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    text = "\n".join(ordered(lines)).replace(SERVICE, "class VimService : Recording {")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


main(sys.argv[1])
