"""How visitors come to their chosen time: the public route that offers it, and the page to move it or call it off."""
