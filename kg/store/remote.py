"""Any SPARQL 1.1 endpoint, reached through the SPARQL protocol for queries and updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.contracts import Answer
from kg.errors import StoreError
from kg.store import GraphStore, malformed, solutions
from kg.vocab import HEAD

if TYPE_CHECKING:
    import httpx

_SELECT, _CONSTRUCT = "application/sparql-results+json", "application/n-triples"


class RemoteStore(GraphStore):
    """Named graphs behind an endpoint. `update` is its address for updates, by default the query address with its
    last part `query` or `sparql` turned to `update`; an address that ends otherwise takes both.

    Whether a replacement is one transaction is the server's affair: Oxigraph, Fuseki and GraphDB carry out a request
    whole. Patterns outside GRAPH reach what the server makes its default graph; the named queries do not need it.
    """

    def __init__(self, address: str, *, update: str | None = None, read_only: bool = False, timeout: float = 60.0,
                 headers: Mapping[str, str] | None = None) -> None:
        import httpx

        self._address = address
        self._update = update or update_address(address)
        self._read_only = read_only
        self._client = httpx.Client(timeout=timeout, headers=dict(headers or {}), follow_redirects=True)

    def answer(self, sparql: str) -> Answer:
        """Ask any SPARQL query; QueryError where the server finds it malformed, StoreError where it does not answer."""
        import pyoxigraph

        response = self._post(self._address, "application/sparql-query", HEAD + sparql,
                              {"Accept": f"{_SELECT}, {_CONSTRUCT};q=0.9"})
        kind = response.headers.get("content-type", "").partition(";")[0].strip()
        try:
            if kind == _CONSTRUCT:
                triples = pyoxigraph.parse(response.content, format=pyoxigraph.RdfFormat.N_TRIPLES)
                return Answer("construct", ("subject", "predicate", "object"),
                              [(str(q.subject), str(q.predicate), str(q.object)) for q in triples])
            found = pyoxigraph.parse_query_results(response.content, format=pyoxigraph.QueryResultsFormat.JSON)
            if isinstance(found, pyoxigraph.QueryBoolean):
                return Answer("ask", ("answer",), [(str(pyoxigraph.Literal(bool(found))),)])
            return Answer("select", tuple(v.value for v in found.variables), tuple(solutions(found)))
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self._address} answered with {kind or 'no type'} that is no SPARQL result: "
                             f"{str(error).splitlines()[0]}") from None

    def update(self, sparql: str) -> None:
        """Send a SPARQL update; StoreError where the store was opened for reading only or the server refuses."""
        if self._read_only:
            raise StoreError("the store was opened for reading only")
        self._post(self._update, "application/sparql-update", HEAD + sparql, {})

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _post(self, address: str, kind: str, body: str, headers: dict[str, str]) -> httpx.Response:
        import httpx

        try:
            response = self._client.post(address, content=body.encode("utf-8"),
                                         headers={"Content-Type": f"{kind}; charset=utf-8", **headers})
        except httpx.HTTPError as error:
            raise StoreError(f"{address} cannot be reached: {error or type(error).__name__}") from None
        except RuntimeError:
            raise StoreError("the store is closed") from None
        if response.is_success:
            return response
        said = next((line.strip() for line in response.text.splitlines() if line.strip()), response.reason_phrase)[:300]
        if response.status_code == 400:
            raise malformed(body, said)
        raise StoreError(f"{address} refused with {response.status_code}: {said}")


def update_address(address: str) -> str:
    """Return the address for updates that goes with an address for queries.

    >>> update_address("http://localhost:7878/query"), update_address("https://example.org/repositories/kg")
    ('http://localhost:7878/update', 'https://example.org/repositories/kg')
    """
    base, _, last = address.rstrip("/").rpartition("/")
    return f"{base}/update" if last in ("query", "sparql") else address
