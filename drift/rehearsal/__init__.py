"""The user's operations go in, what a live server says of each one comes out; none of them is ever executed.

Each operation gets one more required variable, which is not sent. A server that follows the specification parses,
validates, coerces variables and only then executes, so a valid operation ends with an error about that variable
and an invalid one with its validation errors. That a server does so is proven before it sees an operation.
"""
