"""The validation in the terminal and as a page, the validation card."""
