"""Past replies in bulk, from a file into the review queue or into a file of results."""
