"""What the scripts of this folder share: random models, the two oracles, redoubt itself, and the comparison."""
