"""Music of a hunt group's own for whoever waits on the line: taken in, kept, and heard on the desk."""
