"""The economy without AI held against published figures of the United States."""
