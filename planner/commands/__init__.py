"""Commands, a file a topic. Thin: what they do stands elsewhere, imported when needed."""
