"""The version of the distribution, kept apart so that reading it imports nothing."""

__version__ = "0.1.0"
TOOL = f"graphql-drift {__version__}"
