"""Part 4 of docs/walkthrough.md, Storage DRS, as it stands.

# vcmock: --seed lab --time instant
# timeout: 180
"""
from _server import check
from _walkthrough import walk

names, said = walk(4)


def told(words):
    check(words in said, words, "was not told:", said)


config = names["config"].podConfig
check(config.defaultVmBehavior == "automated", config)
check(config.spaceLoadBalanceConfig.spaceThresholdMode == "freeSpace", config)
told("db-01 manual False")
told("Migration_Test from Datastore50 to SharedDS")
told("source 95 %, then 63 %")
told("applied: [SharedDS] Migration_Test/Migration_Test.vmx - still recommended: 0")
told("by itself: [SharedDS] ")
told("Storage DRS migrated disks of VM Migration_Test to datastore SharedDS")
told("apart green ['SharedDS', 'Datastore50']")
check({each.action[0].destination.name for each in names["places"]} == {"SharedDS", "Datastore50"}, names["places"])
told("fresh lies on " + names["places"][0].action[0].destination.name)
told("inMaintenance - left there: [] - web-01: SharedDS")
check(names["small"].summary.maintenanceMode == "normal", names["small"].summary)
