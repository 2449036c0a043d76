"""The page that holds stories against the economy without AI."""
