"""What carries drift to people: the files that start the watching of an API go out of here."""
