"""Tags of this door's templates."""
