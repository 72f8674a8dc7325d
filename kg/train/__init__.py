"""Gold annotations -> weights of the trained parts; evaluation against gold."""
