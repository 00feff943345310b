"""Writers of the exports that offices send, cell by cell as each tool writes them; same survey, same bytes."""
