"""Connects the Automation SDK to the server named in the environment, as `vcmock exec` sets it."""
import os

import requests
import urllib3
from vmware.vapi.vsphere.client import create_vsphere_client

USER = os.environ["VSPHERE_USER"]
PASSWORD = os.environ["VSPHERE_PASSWORD"]

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


def connect(user=USER, password=PASSWORD, **how):
    """A client with a session of its own; the certificate is not looked at. The SDK speaks https alone."""
    session = requests.Session()
    session.verify = False
    # A bundle named in the environment would be looked at in spite of that.
    session.trust_env = False
    if not how:
        how = {"username": user, "password": password}
    return create_vsphere_client(server=os.environ["VSPHERE_SERVER"], session=session, **how)


def check(claim, *details):
    """Ends the case with what was found unless the claim is true."""
    if claim:
        return
    raise AssertionError(" ".join(str(detail) for detail in details))


def refused(kind, act):
    """The error of that kind which the act raises."""
    try:
        act()
    except kind as error:
        return error
    raise AssertionError("%s was not raised" % kind.__name__)
