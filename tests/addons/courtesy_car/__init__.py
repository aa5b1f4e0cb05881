"""An addon that lends cars to customers: one file with its model, one that makes it a category."""
