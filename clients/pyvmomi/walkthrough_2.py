"""Part 2 of docs/walkthrough.md, DRS, as it stands.

# vcmock: --seed lab --time instant
# timeout: 180
"""
from _server import check
from _walkthrough import walk

names, said = walk(2)


def told(words):
    check(words in said, words, "was not told:", said)


check([each.rating for each in names["recommendations"]] == [5, 1], names["recommendations"])
told("db-01 runs on 172.16.0.172 - still recommended: 0")
told("fresh runs on 172.16.0.173")
told("moved 0")
told("from 172.16.0.172 to 172.16.0.173")
told("apart green")
told("in the way: local-only")
told("in maintenance True - running there: []")
told("moved ahead of time: ['")
