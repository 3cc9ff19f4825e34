"""What carries drift to people.

Reports and the results of checks come in; out go the files that start the watching of an API, what a workflow's runner
is told, one branch with its pull request or one issue, and notices.
"""
