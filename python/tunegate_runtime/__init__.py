"""What tunegate needs torch for. Talks to the rest of tunegate through JSON files only."""
