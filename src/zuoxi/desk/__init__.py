"""Pages made of several packages: the start page of each role. Sees everything; nobody sees it."""
