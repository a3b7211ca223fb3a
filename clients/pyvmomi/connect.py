"""Logs in, asks who is there, logs out; and is refused with a wrong password."""
from pyVmomi import vim

from _server import USER, check, connect

service_instance = connect()
content = service_instance.RetrieveContent()
about = content.about
print(about.fullName, "API", about.apiVersion)
check(about.apiType == "VirtualCenter", about.apiType)
check(service_instance.CurrentTime().tzinfo is not None, "the time has no zone")

session = content.sessionManager.currentSession
check(session.userName.split("\\")[-1].lower() == USER.split("@")[0].lower(), session.userName)
check(session.key in [each.key for each in content.sessionManager.sessionList], "own session not in the list")

try:
    connect(password="wrong")
except vim.fault.InvalidLogin as fault:
    print("refused:", fault.msg)
else:
    raise AssertionError("a wrong password was right")

content.sessionManager.Logout()
try:
    content.rootFolder.name
except vim.fault.NotAuthenticated as fault:
    check(fault.object == content.rootFolder, fault.object)
    check(fault.privilegeId == "System.View", fault.privilegeId)
else:
    raise AssertionError("answered without a session")
