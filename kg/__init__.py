"""Diplomatic readouts to a knowledge graph."""
