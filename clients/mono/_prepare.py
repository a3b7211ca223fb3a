"""Fetches the WSDL a server serves, and cuts it to the operations a client uses.

    _prepare.py URL FOLDER OPERATION…

A .NET proxy reflects over every operation when it is made: two minutes for all of them, seconds for these. Types stay
as they are, all of them. Prints a hash of what it wrote, by which a proxy made from it can be found again.
"""
import hashlib
import os
import re
import ssl
import sys
import urllib.parse
import urllib.request

SERVICE = "vimService.wsdl"


def fetch(url, name):
    context = ssl._create_unverified_context() if url.startswith("https:") else None
    with urllib.request.urlopen("%s/sdk/%s" % (url, name), context=context, timeout=60) as answer:
        return answer.read().decode("utf-8")


def included(text):
    return re.findall(r'(?:schemaLocation|location)="([\w.-]+\.(?:xsd|wsdl))"', text)


def cut(text, operations):
    """The operations named, what they send and receive, and every fault."""
    def operation(match):
        return match.group(0) if match.group(1) in operations else ""

    def message(match):
        name = re.sub(r"(Request|Response)Msg$", "", match.group(1))
        return match.group(0) if match.group(1).endswith("FaultMsg") or name in operations else ""

    text = re.sub(r'<operation name="(\w+)">.*?</operation>\n?', operation, text, flags=re.S)
    return re.sub(r'<message name="(\w+)">.*?</message>\n?', message, text, flags=re.S)


def main(url, folder, operations):
    os.makedirs(folder, exist_ok=True)
    digest = hashlib.sha256(" ".join(operations).encode())
    files, waiting = {}, [SERVICE]
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        files[name] = fetch(url, name)
        waiting += included(files[name])
    for name, text in sorted(files.items()):
        if name.endswith(".wsdl"):
            # The address tells servers apart, not what they serve.
            text = re.sub(r'location="https?://[^"]*"', 'location="http://localhost/sdk"', cut(text, set(operations)))
        digest.update(text.encode())
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    print(digest.hexdigest()[:16])


main(sys.argv[1], sys.argv[2], sys.argv[3:])
