"""The policy lab: stories crossed with packages of policies, held against themselves without."""
