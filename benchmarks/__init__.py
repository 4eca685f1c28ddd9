"""How fast the program is and how many taps it takes, as ratios in one run (`make bench`)."""
