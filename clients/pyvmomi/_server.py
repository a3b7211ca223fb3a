"""Connects to the server named in the environment, as `vcmock exec` and `vcmock serve --env` set it."""
import atexit
import os
import ssl
import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim

USER = os.environ["VSPHERE_USER"]
PASSWORD = os.environ["VSPHERE_PASSWORD"]


def connect(user=USER, password=PASSWORD):
    """A session of its own; the certificate is not looked at."""
    protocol = os.environ["VSPHERE_URL"].split(":")[0]
    context = ssl._create_unverified_context() if protocol == "https" else None
    service_instance = SmartConnect(
        protocol=protocol,
        host=os.environ["VSPHERE_HOST"],
        port=int(os.environ["VSPHERE_PORT"]),
        user=user,
        pwd=password,
        sslContext=context,
    )
    atexit.register(end, service_instance)
    return service_instance


def end(service_instance):
    try:
        Disconnect(service_instance)
    except Exception:  # the session may have been ended by the case
        pass


def everything(content, kind=vim.ManagedEntity):
    """All objects of a type below the root folder."""
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    try:
        return list(view.view)
    finally:
        view.Destroy()


def named(content, kind, name):
    for each in everything(content, kind):
        if each.name == name:
            return each
    sys.exit("there is no %s named %s" % (kind.__name__, name))


def check(claim, *details):
    """Ends the case with what was claimed and what was found unless the claim is true."""
    if claim:
        return
    raise AssertionError(" ".join(str(detail) for detail in details))
