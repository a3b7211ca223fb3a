"""The Python blocks of docs/walkthrough.md, part by part, as they stand but for where the server is."""
import contextlib
import io
import os
import re
import ssl

from pyVim import connect

from _server import PASSWORD, USER, check

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "walkthrough.md")
PART = re.compile(r"^# Part (\d+):.*?(?=^# Part |\Z)", re.M | re.S)

smart_connect = connect.SmartConnect


def here(**_ignored):
    """Connects to the server of this case; releases differ in how they take the certificate."""
    protocol = os.environ["VSPHERE_URL"].split(":")[0]
    context = ssl._create_unverified_context() if protocol == "https" else None
    host, port = os.environ["VSPHERE_HOST"], int(os.environ["VSPHERE_PORT"])
    return smart_connect(protocol=protocol, host=host, port=port, user=USER, pwd=PASSWORD, sslContext=context)


def walk(part):
    """Runs the blocks of a part; gives the names they leave behind and what they printed."""
    with open(PAGE, encoding="utf-8") as page:
        parts = {int(each.group(1)): each.group() for each in PART.finditer(page.read())}
    blocks = re.findall(r"^```python\n(.*?)^```", parts[part], re.M | re.S)
    check(len(blocks) > 2, "blocks of part", part, ":", len(blocks))
    connect.SmartConnect = here
    names, said = {}, io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            for block in blocks:
                exec(block, names)
    finally:
        print(said.getvalue())
    return names, said.getvalue()
