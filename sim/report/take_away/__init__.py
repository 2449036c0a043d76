"""Results in the forms that others work with: CSV, workbooks, Stata, memos, pictures."""
