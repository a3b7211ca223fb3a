# pyvmomi 6.7.1: asks for tokens through libraries of its time
"""Logs in by tokens: one that whoever bears it may use, one for the holder of a key; is refused without the key."""
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile

from pyVim import sso
from pyVim.connect import SoapStubAdapter
from pyVmomi import vim

from _server import PASSWORD, USER, check, connect

URL = os.environ["VSPHERE_URL"]
if not URL.startswith("https:"):
    sys.exit("the token service is asked over HTTPS alone")


def context():
    return ssl._create_unverified_context()


def stub(**more):
    return SoapStubAdapter(
        host=os.environ["VSPHERE_HOST"],
        port=int(os.environ["VSPHERE_PORT"]),
        version="vim.version.version9",
        sslContext=context(),
        **more,
    )


def login(token, key=None):
    """The name of the session that a token opens."""
    adapter = stub(samlToken=token)
    service_instance = vim.ServiceInstance("ServiceInstance", adapter)
    manager = service_instance.RetrieveContent().sessionManager
    if key is None:
        session = manager.LoginByToken()
    else:
        with adapter.requestModifier(lambda request: sso.add_saml_context(request, token, key)):
            session = manager.LoginByToken()
    adapter.samlToken = None
    check(manager.currentSession.key == session.key, "the session is not the current one")
    manager.Logout()
    return session.userName


def refused(token, key=None):
    try:
        login(token, key)
    except vim.fault.InvalidLogin as fault:
        print("refused:", fault.msg)
    else:
        raise AssertionError("a token was good that is not")


def key_pair(folder, name):
    """Paths of a certificate and its key, made for this run."""
    certificate, key = os.path.join(folder, name + ".crt"), os.path.join(folder, name + ".key")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name]
    subprocess.run(command + ["-out", certificate, "-keyout", key], check=True, stderr=subprocess.DEVNULL)
    return certificate, key


# Where the token service is, the settings say.
content = connect().RetrieveContent()
address = content.setting.QueryOptions("config.vpxd.sso.sts.uri")[0].value
authenticator = sso.SsoAuthenticator(address)
expected = content.sessionManager.currentSession.userName

bearer = authenticator.get_bearer_saml_assertion(USER, PASSWORD, delegatable=True, ssl_context=context())
check(login(bearer) == expected, "a bearer token logs in somebody else")
subject = re.search(">([^<@]+)@", bearer).group(1)
refused(bearer.replace(">" + subject, ">somebody"))
refused(bearer.replace(">" + subject, ">root<!-- -->"))

try:
    authenticator.get_bearer_saml_assertion(USER, "wrong", ssl_context=context())
except sso.SoapException as fault:
    check("FailedAuthentication" in fault._fault_code, fault)
    print("refused:", fault._fault_string)
else:
    raise AssertionError("a token for a wrong password")

folder = tempfile.mkdtemp()
try:
    certificate, key = key_pair(folder, "mine")
    _, other_key = key_pair(folder, "other")
    token = authenticator.get_hok_saml_assertion(certificate, key, act_as_token=bearer, ssl_context=context())
    check(login(token, key) == expected, "a token for the holder of a key logs in somebody else")
    refused(token)
    refused(token, other_key)

    again = authenticator.get_token_by_token(token, key, ssl_context=context())
    check(login(again, key) == expected, "a token by token logs in somebody else")
finally:
    shutil.rmtree(folder)
print("logged in as", expected, "by tokens from", address)
