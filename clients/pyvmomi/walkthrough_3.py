"""Part 3 of docs/walkthrough.md, DPM, as it stands.

# vcmock: --seed dpm-cluster --time instant
# timeout: 180
"""
from _server import check
from _walkthrough import walk

names, said = walk(3)
asleep = [host for host, state in names["asleep"].items() if state == "standBy"]
check(asleep == ["esx-4.example"], names["asleep"])
check(set(names["awake"].values()) == {"poweredOn"}, names["awake"])
check("DRS put esx-4.example in Datacenter into standby mode" in said, said)
check("Reduce power consumption: powerOff esx-1.example - after 5 others" in said, said)
now = names["states"]()
check(list(now.values()).count("standBy") == 1, now)
