"""Any outcome but success or one clear line is a failure. ``make fuzz`` runs this for long; see CONTRIBUTING.md."""
