"""The syntax that all extractors share; it lives in `kg.syntax`, where the resolvers may read it too."""

from kg.syntax import (
    agents,
    clause,
    conjuncts,
    governors,
    is_conditional,
    is_negated,
    is_passive,
    listed,
    obliques,
    patients,
    phrase,
    predicate_of,
    stance,
)

__all__ = ["agents", "clause", "conjuncts", "governors", "is_conditional", "is_negated", "is_passive", "listed", "obliques",
           "patients", "phrase", "predicate_of", "stance"]
