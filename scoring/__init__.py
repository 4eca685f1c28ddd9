"""The judging: rules, score, roll-up, ranking; pure arithmetic without clock, dice or database."""
