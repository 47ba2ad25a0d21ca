"""An edition made and steered: its dates, stages, targets, partners and checklist."""
