"""The economy without AI held against published figures."""
