"""Speed as a user meets it: whole requests over HTTP, medians, and ratios within one run. Never a timed test."""
