"""PDF and pictures with typst, in a child process, so that no web worker carries it."""
