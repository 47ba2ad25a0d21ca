"""Figures as shapes: the curve, the map, the bars. Coordinates only; words are the page's."""
