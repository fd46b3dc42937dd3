"""Text as it is typed: sentences, offsets, language, quoted passages, masking. Imports nothing of ours."""
