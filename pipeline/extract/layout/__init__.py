"""From words and rules to rows: lines, blocks, columns, panels, whatever gave the words."""
