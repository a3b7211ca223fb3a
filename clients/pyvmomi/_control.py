"""The control plane of the server a case talks to: time, reset, what the server tells of migrations."""
import json
import os
import ssl
import urllib.request

URL = os.environ["VSPHERE_URL"]
TOKEN = os.environ.get("VCMOCK_CONTROL_TOKEN")


def control(path, body=None, method=None):
    """A GET, or a POST of the body unless another method is named; gives the answer as Python values."""
    headers = {"X-Mock-Token": TOKEN} if TOKEN else {}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request("%s/_mock/%s" % (URL, path), data=data, headers=headers, method=method)
    context = ssl._create_unverified_context() if URL.startswith("https:") else None
    with urllib.request.urlopen(request, context=context, timeout=30) as answer:
        return json.load(answer)


def advance(seconds):
    """Lets virtual time pass. What comes due has been done when it returns."""
    control("clock/advance", {"ms": round(seconds * 1000, 3)})


def reset():
    """The inventory as the server started with it; sessions stay."""
    control("reset", {})


def migration(task):
    """What the server tells of the migration that is this task."""
    return control("migrations/" + task._moId)
