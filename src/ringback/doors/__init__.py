"""Why people come. Doors never import each other."""
