"""Policies, market rules and indicators from files of the user's: what a scenario carries, what is in them.

A scenario has its plugins as values: name, hash and text of each file. So they travel wherever it goes, two
scenarios of one program may have different ones of the same name, and what finds a policy or a rule asks the
scenario.
"""
