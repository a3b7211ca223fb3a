"""A check of its own: vCenter answers 500 to some mistakes of clients, and says so by error_type ERROR."""
import schemathesis

MINE = {"ERROR"}


@schemathesis.check
def no_defect(_context, response, _case):
    if response.status_code < 500:
        return
    body = response.json()
    error = body.get("value", body)
    assert error.get("error_type") in MINE, "%s: %s" % (response.status_code, body)
