"""The command line: one thin module per command; what they call lives in the package."""
