"""The Python blocks of docs/walkthrough.md, as they stand but for where the server is.

# vcmock: --seed lab --time instant
# timeout: 120
"""
import os
import re
import ssl

from pyVim import connect

from _server import PASSWORD, USER, check

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "walkthrough.md")


def here(**_ignored):
    """Connects to the server of this case; releases differ in how they take the certificate."""
    protocol = os.environ["VSPHERE_URL"].split(":")[0]
    context = ssl._create_unverified_context() if protocol == "https" else None
    host, port = os.environ["VSPHERE_HOST"], int(os.environ["VSPHERE_PORT"])
    return smart_connect(protocol=protocol, host=host, port=port, user=USER, pwd=PASSWORD, sslContext=context)


smart_connect, connect.SmartConnect = connect.SmartConnect, here
with open(PAGE, encoding="utf-8") as page:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read(), re.M | re.S)
check(len(blocks) > 4, len(blocks))
names = {}
for block in blocks:
    exec(block, names)
vm = names["vm"]
check(vm.runtime.host.name == "172.16.0.173", vm.runtime.host.name)
check(vm.config.files.vmPathName.startswith("[Datastore50] "), vm.config.files.vmPathName)
check(vm.overallStatus == "green", vm.overallStatus)
