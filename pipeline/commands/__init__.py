"""One file a command: parse the options, call one function, hand the result to `report`."""
