"""Plans, targets and indicators with their evidence.

Promises that every percentage opens down to facilities, figures and records. Leans on measures and all below.
"""
