"""A draft in, the contract's result out: engine, cache, scorer, findings, suggestions."""
