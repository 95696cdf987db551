"""What `confmerge new` writes: an edition in a registry, and the beginnings of a parser for a new site."""
