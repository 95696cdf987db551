"""What is wrong in a markdown paper list, found without the network and without changing anything.

`check.check` is all of it; each other module is one kind of finding, or what several of them need.
"""
