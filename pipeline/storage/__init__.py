"""Files and folders, here and elsewhere: a `Path` of this machine, or a `Remote` that a URL names.

What is here goes through pathlib alone. fsspec and the library of a protocol are loaded when a URL is first opened.
"""
