"""Training of the models: generator, corpora, training, export, report. Never on a board."""
