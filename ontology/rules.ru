# What follows from the graph and OWL 2 RL cannot say, or only with too much beside it; `kg infer` runs these before it reasons.
# Each rule reads one document's graph at a time: who speaks for a state in one year need not do so in the next.
PREFIX bkg: <https://w3id.org/bilateral-kg/ontology#>
PREFIX id: <https://w3id.org/bilateral-kg/id/>

# The side for which a participant speaks takes part.
INSERT { GRAPH <https://w3id.org/bilateral-kg/id/inferred/all> { ?side bkg:takesPartIn ?meeting } }
WHERE { GRAPH ?document { ?person bkg:represents ?side ; bkg:takesPartIn ?meeting } } ;

# Persons who took part in one meeting met, but for those of one side.
INSERT { GRAPH <https://w3id.org/bilateral-kg/id/inferred/all> { ?one bkg:met ?other } }
WHERE {
  GRAPH ?document { ?one a bkg:Person ; bkg:takesPartIn ?meeting . ?other a bkg:Person ; bkg:takesPartIn ?meeting }
  FILTER(?one != ?other)
  FILTER NOT EXISTS { GRAPH ?document { ?one bkg:represents ?side . ?other bkg:represents ?side } }
} ;

# States and organisations likewise: those that took part, and those for which somebody who took part speaks.
INSERT { GRAPH <https://w3id.org/bilateral-kg/id/inferred/all> { ?one bkg:met ?other } }
WHERE {
  GRAPH ?document {
    { ?one bkg:takesPartIn ?meeting } UNION { ?p bkg:represents ?one ; bkg:takesPartIn ?meeting }
    { ?other bkg:takesPartIn ?meeting } UNION { ?q bkg:represents ?other ; bkg:takesPartIn ?meeting }
    ?one a ?kind . ?other a ?sort .
  }
  FILTER(?one != ?other && ?kind IN (bkg:Country, bkg:Organization) && ?sort IN (bkg:Country, bkg:Organization))
}
