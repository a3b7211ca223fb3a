"""Logs in, asks who is there, logs out; is refused with a wrong password and once logged out."""
from com.vmware.vapi.std.errors_client import OperationNotFound, Unauthenticated
from com.vmware.cis_client import Session
from com.vmware.content_client import Library

from _client import USER, check, connect, refused

client = connect()
info = client.session_svc.get()
print("logged in as", info.user, "since", info.created_time)
check(info.user.split("@")[0].lower() == USER.split("@")[0].lower(), info.user)

error = refused(Unauthenticated, lambda: connect(password="wrong"))
check(error.messages[0].id == "com.vmware.vapi.endpoint.method.authentication.required", error)

other = connect(session_id=client.session_id)
check(other.session_svc.get().created_time == info.created_time, "another session")

error = refused(OperationNotFound, lambda: client.content.Library.list())
check("com.vmware.content.library" in error.messages[0].default_message, error)

client.session_svc.delete()
refused(Unauthenticated, lambda: other.session_svc.get())
print("logged out")
