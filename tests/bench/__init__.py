"""How long things take, as ratios of runs made side by side on one machine."""
