"""``python -m drift`` runs the same command."""

from drift.cli.main import main

main()
