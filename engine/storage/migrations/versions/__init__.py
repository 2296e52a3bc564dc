"""The revisions, oldest first. Once released they are never changed."""
