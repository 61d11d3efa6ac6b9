"""Give figures and what changed in them to readers; takes plain values and knows no database."""
