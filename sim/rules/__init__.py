"""What people and firms do, one idea a file: rules on single rows, which steps and the base year call.

A folder is a slot: its contract, and the market rules of which a scenario chooses one (docs/model.md,
section 3).
"""
