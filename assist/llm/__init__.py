"""An optional language model on the company's own network: asked to rewrite a whole reply, never trusted."""
