"""The pages of a site's faces, texts and departments."""
