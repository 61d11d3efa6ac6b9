"""The page for readers: a folder of files that opens from a disk and from a server.

content    what the pages are made from: the newest edition, all municipalities, changes, checks
pages      which pages and feeds there are, and their templates
figures    what readers see of amounts, times and shares
outline    the map, and the classes in which it is coloured
folder     only what changed is written, and all of it takes its place at once
"""
