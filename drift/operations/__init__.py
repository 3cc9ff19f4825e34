"""What a change of schema does to the user's operations.

Files come in; the operations in them with their places, what they use, and a verdict on each go out.
"""
