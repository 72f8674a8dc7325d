from kg.model import Links, Mention, Parsed


def resolve(parsed: Parsed, mentions: tuple[Mention, ...], links: Links) -> Links:
    return links
